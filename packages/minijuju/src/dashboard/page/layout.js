/** Computes the positions of the cards: requirers left of providers, with few crossing lines; below, rows of those without relations. */
import { hookText } from "./format.js"

export const CARD = { head: 62, row: 40, foot: 10 }
/** A card is as wide as its longest text, within these limits. */
const WIDTH = { least: 250, most: 460 }
/** Of one character, by the size of its text. */
export const LETTER = { small: 6.3, normal: 7.6, name: 8.8 }
const GAP = { x: 220, y: 30, edge: 24 }
/** Space above a card for the line of its peer relation. */
const PEER_LOOP = 34

/** Maximum number of unit rows in a card; the table shows all units. */
export const MAX_ROWS = 8

/**
 * @param room the width of the page: cards and rows of cards fit into it, as far as their least width lets them; columns of related
 *   applications may be wider, and scroll
 */
export function layOut({ applications, relations }, room) {
  const related = new Set(
    relations
      .filter(({ peer }) => !peer)
      .flatMap(({ endpoints }) => endpoints.map(({ application }) => application)),
  )
  const columns = columnsOf(
    applications.filter(({ name }) => related.has(name)),
    relations,
  )
  const places = new Map()
  const height = (app) =>
    CARD.head + Math.max(1, Math.min(app.units.length, MAX_ROWS + 1)) * CARD.row + CARD.foot
  const peers = new Set(
    relations.filter(({ peer }) => peer).map(({ endpoints }) => endpoints[0]?.application),
  )
  const lift = (app) => (peers.has(app.name) ? PEER_LOOP : 0)
  const total = (column) => column.reduce((sum, app) => sum + lift(app) + height(app) + GAP.y, -GAP.y)
  const highest = Math.max(0, ...columns.map(total))
  const top = GAP.edge / 2
  const width = (app) => Math.min(wanted(app), Math.max(WIDTH.least, room - 2 * GAP.edge))
  const widths = columns.map((column) => Math.max(...column.map(width)))
  let x = GAP.edge
  for (const [index, column] of columns.entries()) {
    let y = top + (highest - total(column)) / 2
    for (const app of column) {
      y += lift(app)
      places.set(app.name, { x, y, width: widths[index], height: height(app), column: index })
      y += height(app) + GAP.y
    }
    x += widths[index] + GAP.x
  }
  const alone = applications.filter(({ name }) => !related.has(name))
  const widest = Math.max(0, ...alone.map(width))
  const perRow = Math.max(1, Math.floor((room - 2 * GAP.edge + GAP.y) / (widest + GAP.y)))
  let bottom = columns.length === 0 ? top - GAP.y : top + highest
  for (let first = 0; first < alone.length; first += perRow) {
    const row = alone.slice(first, first + perRow)
    const y = bottom + GAP.y + Math.max(...row.map(lift))
    for (const [column, app] of row.entries())
      places.set(app.name, {
        x: GAP.edge + column * (widest + GAP.y),
        y,
        width: widest,
        height: height(app),
        column,
      })
    bottom = y + Math.max(...row.map(height))
  }
  const cards = [...places.values()]
  const right = Math.max(0, ...cards.map((card) => card.x + card.width))
  return { places, width: right + GAP.edge, height: Math.max(top, bottom) + GAP.edge / 2 }
}

/** Returns the width that a card needs for its texts, within the limits. */
function wanted({ name, charm, units }) {
  const texts = units
    .slice(0, MAX_ROWS + 1)
    .flatMap((unit) => [
      34 + unit.name.length * LETTER.normal + 80,
      34 + statusText(unit).length * LETTER.small,
    ])
  const widest = Math.max(name.length * LETTER.name, (charm.length + 10) * LETTER.small, ...texts)
  return Math.min(WIDTH.most, Math.max(WIDTH.least, Math.ceil(widest + 32)))
}

/** What a unit says: its running hook, or its status with its message. */
export function statusText({ running, workload }) {
  if (running !== undefined) return `▶ ${hookText(running.hook)}`
  return workload.message === "" ? workload.current : `${workload.current}: ${workload.message}`
}

function columnsOf(applications, relations) {
  const depth = depths(applications, relations)
  const columns = []
  for (const app of applications) {
    const at = depth.get(app.name)
    columns[at] = [...(columns[at] ?? []), app]
  }
  const filled = [...columns].filter((column) => column !== undefined)
  return ordered(filled, relations)
}

/**
 * Returns the column of each application: the length of the longest chain of relations from a requirer to it. In
 * a cycle, the first application comes first.
 */
function depths(applications, relations) {
  const into = new Map(applications.map(({ name }) => [name, []]))
  for (const { peer, endpoints } of relations) {
    if (peer) continue
    const from = endpoints.find(({ role }) => role === "requires")?.application
    const to = endpoints.find(({ role }) => role === "provides")?.application
    if (from !== undefined && to !== undefined && from !== to) into.get(to)?.push(from)
  }
  const depth = new Map()
  const visit = (name, above) => {
    if (depth.has(name)) return depth.get(name)
    if (above.has(name)) return -1
    const found = (into.get(name) ?? []).map((from) => visit(from, new Set([...above, name])))
    const own = Math.max(-1, ...found) + 1
    depth.set(name, own)
    return own
  }
  for (const { name } of applications) visit(name, new Set())
  return depth
}

/** Sorts the cards of each column by the mean position of their related cards in the previous column. */
function ordered(columns, relations) {
  const order = new Map()
  for (const column of columns) {
    const middle = (app) => {
      const others = relations
        .filter(({ endpoints }) => endpoints.some(({ application }) => application === app.name))
        .flatMap(({ endpoints }) => endpoints.map(({ application }) => order.get(application)))
        .filter((place) => place !== undefined)
      return others.length === 0 ? 0 : others.reduce((sum, place) => sum + place, 0) / others.length
    }
    const middles = new Map(column.map((app) => [app, middle(app)]))
    column.sort((a, b) => middles.get(a) - middles.get(b))
    for (const [index, app] of column.entries()) order.set(app.name, index - (column.length - 1) / 2)
  }
  return columns
}
