import { el, svg } from "./dom.js"
import { cut, plural, statusOf } from "./format.js"
import { CARD, LETTER, layOut, MAX_ROWS, statusText } from "./layout.js"

/** Renders the model as a graph in a page of the width `room`: a card for each application with its units, a line for each relation. */
export function picture(model, { room, chosen, fresh, choose }) {
  if (model.applications.length === 0)
    return [
      el(
        "p",
        { class: "empty" },
        "This model is empty. ",
        el("code", {}, "minijuju deploy ./my-app.charm"),
        " deploys an application.",
      ),
    ]
  const { places, width, height } = layOut(model, room)
  const ends = new Ends(model.relations, places)
  return [
    svg(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, class: "picture" },
      model.applications.map((app) => card(app, places.get(app.name))),
      model.relations.map((relation) =>
        line(relation, ends, places, {
          isChosen: relation.id === chosen,
          isFresh: fresh.has(relation.id),
          choose,
        }),
      ),
    ),
  ]
}

function card(app, { x, y, width, height }) {
  const { mark, tone } = statusOf(app.status.current)
  const shown = app.units.length > MAX_ROWS + 1 ? app.units.slice(0, MAX_ROWS) : app.units
  const rest = app.units.length - shown.length
  const rows = shown.map((unit, index) => unitRow(unit, width, CARD.head + index * CARD.row))
  const below = CARD.head + shown.length * CARD.row + 24
  return svg(
    "g",
    { class: `card tone-${tone}`, transform: `translate(${x} ${y})`, "data-application": app.name },
    svg("title", {}, `${app.name}: ${app.status.current} ${app.status.message}`),
    svg("rect", { class: "card-box", width, height, rx: 10 }),
    svg("rect", { class: "card-tone", x: 0, y: 12, width: 4, height: CARD.head - 24, rx: 2 }),
    svg("text", { class: "card-name", x: 16, y: 26 }, fitted(app.name, width - 32, LETTER.name)),
    svg(
      "text",
      { class: "card-charm", x: 16, y: 45 },
      `${fitted(app.charm, width - 90, LETTER.small)} · rev ${app.revision}`,
    ),
    svg("line", { class: "card-line", x1: 12, x2: width - 12, y1: CARD.head - 4, y2: CARD.head - 4 }),
    rows,
    rest > 0 && svg("text", { class: "small", x: 16, y: below }, `and ${plural(rest, "more unit")}`),
    app.units.length === 0 &&
      svg("text", { class: "small", x: 16, y: below }, `${mark} no units: ${app.status.current}`),
  )
}

/** Cuts a text to a width, by the mean width of its letters. */
const fitted = (text, width, letter) => cut(text, Math.floor(width / letter))

function unitRow(unit, width, y) {
  const { mark, tone } = statusOf(unit.workload.current)
  const { running, workload } = unit
  return svg(
    "g",
    {
      class: `unit tone-${tone}${running ? " runs" : ""}`,
      transform: `translate(0 ${y})`,
      "data-unit": unit.name,
      "data-status": workload.current,
    },
    svg("title", {}, `${unit.name}${unit.leader ? " (leader)" : ""} ${statusText(unit)}`),
    running &&
      svg("rect", { class: "unit-runs", x: 6, y: 2, width: width - 12, height: CARD.row - 4, rx: 6 }),
    svg("text", { class: "mark", x: 16, y: 19 }, mark),
    svg("text", { class: "unit-name", x: 34, y: 18 }, fitted(unit.name, width - 120, LETTER.normal)),
    unit.leader && svg("text", { class: "leader", x: width - 16, y: 18, "text-anchor": "end" }, "★ leader"),
    svg("text", { class: "small", x: 34, y: 33 }, fitted(statusText(unit), width - 46, LETTER.small)),
  )
}

/** Assigns each line its own point on the side of a card, in the order of the lines' targets. */
class Ends {
  #at = new Map()

  constructor(relations, places) {
    const sides = new Map()
    for (const relation of relations) {
      if (relation.peer) continue
      const [a, b] = relation.endpoints.map(({ application }) => application)
      const [from, to] = places.get(a)?.column <= places.get(b)?.column ? [a, b] : [b, a]
      if (!places.has(from) || !places.has(to)) continue
      const sameColumn = places.get(from).column === places.get(to).column
      push(sides, `${from} right`, { relation, other: to, name: from, side: "right" })
      push(sides, `${to} ${sameColumn ? "right" : "left"}`, {
        relation,
        other: from,
        name: to,
        side: sameColumn ? "right" : "left",
      })
    }
    for (const ends of sides.values()) {
      ends.sort((a, b) => places.get(a.other).y - places.get(b.other).y || a.relation.id - b.relation.id)
      for (const [index, { relation, name, side }] of ends.entries()) {
        const { x, y, width, height } = places.get(name)
        const end = {
          x: side === "right" ? x + width : x,
          y: y + (height * (index + 1)) / (ends.length + 1),
          side,
        }
        push(this.#at, relation.id, end)
      }
    }
  }

  of(relation) {
    return this.#at.get(relation.id) ?? []
  }
}

function push(map, key, item) {
  map.set(key, [...(map.get(key) ?? []), item])
}

function line(relation, ends, places, { isChosen, isFresh, choose }) {
  const { d, label } = relation.peer ? loop(relation, places) : curve(ends.of(relation))
  if (d === undefined) return undefined
  const names = [...new Set(relation.endpoints.map(({ name }) => name))].join(" – ")
  const text = relation.peer ? `${names} (peers)` : names
  const act = () => choose(relation.id)
  return svg(
    "g",
    {
      class: `relation${isChosen ? " chosen" : ""}${isFresh ? " fresh-wire" : ""}${relation.life === "dying" ? " dying" : ""}`,
      "data-relation": relation.id,
      "data-key": `relation ${relation.id}`,
      role: "button",
      tabindex: 0,
      "aria-pressed": isChosen,
      "aria-label": `Relation ${relation.key}, interface ${relation.endpoints[0]?.interface}: show its databags`,
      click: act,
      keydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return
        event.preventDefault()
        act()
      },
    },
    svg("path", { class: "hit", d }),
    svg("path", { class: "wire", d }),
    svg("rect", {
      class: "label-box",
      x: label.x - width(text) / 2,
      y: label.y - 14,
      width: width(text),
      height: 20,
      rx: 10,
    }),
    svg("text", { class: "label", x: label.x, y: label.y, "text-anchor": "middle" }, cut(text, MAX_LABEL)),
  )
}

const MAX_LABEL = 30
const width = (text) => cut(text, MAX_LABEL).length * 6.7 + 14

function curve([a, b]) {
  if (a === undefined || b === undefined) return {}
  const bend = Math.max(60, Math.abs(b.x - a.x) / 2)
  const from = a.x + (a.side === "right" ? bend : -bend)
  const to = b.x + (b.side === "right" ? bend : -bend)
  const d = `M${a.x} ${a.y} C${from} ${a.y} ${to} ${b.y} ${b.x} ${b.y}`
  // The middle of the Bézier curve (t = 1/2).
  const label = { x: (a.x + 3 * from + 3 * to + b.x) / 8, y: (a.y + b.y) / 2 + 4 }
  return { d, label }
}

function loop(relation, places) {
  const place = places.get(relation.endpoints[0]?.application)
  if (place === undefined) return {}
  const { x, y } = place
  const d = `M${x + 150} ${y} C${x + 150} ${y - 34} ${x + 230} ${y - 34} ${x + 230} ${y}`
  return { d, label: { x: x + 190, y: y - 21 } }
}
