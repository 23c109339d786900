import { el } from "./dom.js"
import { byWhom, clock, cut, plural } from "./format.js"
import { jsonLines } from "./json-lines.js"

/** Changes are highlighted for this time. */
const FRESH_MS = 10_000

/** Whole values that the user has requested, by relation, owner, key and length. */
const asked = new Map()

export const isFresh = (change) => change !== undefined && Date.now() - change.at < FRESH_MS

/** Renders the databags of one relation: of each application and of each of its units. */
export function databags(relation, again) {
  if (relation === undefined)
    return [el("p", { class: "empty" }, "No relation. ", el("code", {}, "minijuju integrate"), " adds one.")]
  // One column per side: the application's databag, and below it those of its units.
  return relation.endpoints.map(({ application, name, role }) =>
    el(
      "div",
      { class: "side" },
      el("h3", {}, application, " ", el("span", { class: "kind" }, `${name}, ${role}`)),
      relation.bags
        .filter(({ owner }) => owner.split("/")[0] === application)
        .map((bag) => databag(relation, bag, again)),
    ),
  )
}

function databag(relation, { owner, entries }, again) {
  const isUnit = owner.includes("/")
  return el(
    "section",
    { class: "bag", "data-owner": owner },
    el("h4", {}, owner, " ", el("span", { class: "kind" }, isUnit ? "unit" : "application")),
    entries.length === 0 ? el("p", { class: "empty" }, "empty") : parts(relation, owner, entries, again),
  )
}

/** What a person looks for in a databag of the interface `loadbalancer`. */
const DOCUMENT = /^(?:request|response)_/
/** What the agent writes for each unit. */
const OF_AGENT = /^(?:egress-subnets|ingress-address|private-address)$/

/** Bookkeeping that the user has unfolded, by relation and owner. */
const unfolded = new Set()

/** Renders requests and responses first, and folds the other keys; elsewhere, only what the agent writes. */
function parts(relation, owner, entries, again) {
  const documents = entries.filter(({ key }) => DOCUMENT.test(key))
  const first = documents.length > 0 ? documents : entries.filter(({ key }) => !OF_AGENT.test(key))
  const rest = entries.filter((entry) => !first.includes(entry))
  const rows = (list) =>
    el(
      "dl",
      {},
      list.map((entry) => row(relation, owner, entry, again)),
    )
  if (rest.length === 0) return rows(first)
  const id = `${relation.id} ${owner}`
  const fresh = rest.filter(({ change }) => isFresh(change)).length
  const count =
    first.length === 0 ? `${plural(rest.length, "key")} of the agent` : plural(rest.length, "more key")
  const words = `${count}${fresh === 0 ? "" : `, ${fresh} changed just now`}`
  return [
    first.length > 0 && rows(first),
    el(
      "details",
      {
        open: unfolded.has(id) && "",
        toggle: ({ target }) => (target.open ? unfolded.add(id) : unfolded.delete(id)),
      },
      el("summary", { "data-key": `more ${id}` }, words),
      rows(rest),
    ),
  ]
}

function row(relation, owner, { key, value, change }, again) {
  const what = value === undefined ? "removed" : change?.before === undefined ? "set" : "changed"
  return el(
    "div",
    {
      class: `entry${isFresh(change) ? " fresh" : ""}${value === undefined ? " removed" : ""}`,
      "data-key-name": key,
    },
    el("dt", {}, key),
    el(
      "dd",
      {},
      value === undefined
        ? el("code", { class: "value" }, change.before?.text ?? "")
        : shown(relation, owner, { key, value, change }, again),
      change && el("p", { class: "when" }, `${what} ${clock(change.at)} ${byWhom(change)}`),
    ),
  )
}

/** Renders a value, with the part that changed highlighted, and the previous value. */
function shown(relation, owner, { key, value, change }, again) {
  const old = change?.before?.text
  if (value.length <= value.text.length) return marked(value.text, old)
  const id = JSON.stringify([relation.id, owner, key, value.length, value.text])
  const whole = asked.get(id)
  const toggle = async () => {
    if (whole === undefined) asked.set(id, await fetchValue(relation.id, owner, key))
    else asked.delete(id)
    again()
  }
  const size = value.length.toLocaleString("en")
  return [
    whole === undefined
      ? marked(value.text, old, "…")
      : (jsonLines(whole) ?? el("code", { class: "value" }, whole)),
    el(
      "button",
      {
        type: "button",
        class: "more",
        "data-key": `more ${owner} ${key}`,
        "aria-expanded": whole !== undefined,
        click: toggle,
      },
      whole === undefined ? `Show all ${size} characters of ${key}` : `Show less of ${key}`,
    ),
  ]
}

function marked(text, old, more = "") {
  const json = more === "" ? jsonLines(text, old) : undefined
  if (json !== undefined) return json
  if (old === undefined || old === text) return el("code", { class: "value" }, text, more)
  const least = Math.min(text.length, old.length)
  let start = 0
  while (start < least && text[start] === old[start]) start += 1
  let end = 0
  while (more === "" && end < least - start && text.at(-1 - end) === old.at(-1 - end)) end += 1
  const [part, was] = [text, old].map((all) => all.slice(start, all.length - end))
  return [
    el(
      "code",
      { class: "value" },
      text.slice(0, start),
      el("mark", {}, part),
      text.slice(text.length - end),
      more,
    ),
    was !== "" && el("p", { class: "when" }, "before: ", el("code", {}, cut(was, 80))),
  ]
}

async function fetchValue(relation, owner, key) {
  try {
    const response = await fetch(`value?${new URLSearchParams({ relation, owner, key })}`)
    return await response.text()
  } catch {
    return "It is not available: the dashboard does not answer."
  }
}

export const openValues = () => [...asked.keys()]

/** Renders the last changes of all databags, newest first. */
export function changeList(changes, choose) {
  if (changes.length === 0)
    return [el("li", { class: "empty" }, "No databag has changed since the background process started.")]
  return changes
    .slice(-12)
    .reverse()
    .map((change) =>
      el(
        "li",
        { class: isFresh(change) ? "fresh" : "" },
        el("time", { datetime: new Date(change.at).toISOString() }, clock(change.at)),
        el(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": `change ${change.id}`,
            click: () => choose(change.relationId),
          },
          `${change.owner} ${change.key}`,
        ),
        el("span", { class: "when" }, `${change.what} ${byWhom(change)}`),
      ),
    )
}
