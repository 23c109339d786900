import { el } from "./dom.js"
import { byWhom, clock } from "./words.js"

/** What changed within this time is shown as new. */
const FRESH_MS = 20_000

/** Whole values that somebody has asked for, by relation, owner, key and length. */
const asked = new Map()

export const isFresh = (change) => change !== undefined && Date.now() - change.at < FRESH_MS

/** The databags of one relation: of each application, and of each of its units. */
export function databags(relation, again) {
  if (relation === undefined)
    return [el("p", { class: "empty" }, "No relation. ", el("code", {}, "minijuju integrate"), " makes one.")]
  return relation.bags.map((bag) => databag(relation, bag, again))
}

function databag(relation, { owner, entries }, again) {
  const isUnit = owner.includes("/")
  return el(
    "section",
    { class: "bag", "data-owner": owner },
    el("h3", {}, owner, " ", el("span", { class: "kind" }, isUnit ? "unit" : "application")),
    entries.length === 0
      ? el("p", { class: "empty" }, "empty")
      : el(
          "dl",
          {},
          entries.map((entry) => row(relation, owner, entry, again)),
        ),
  )
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
        : shown(relation, owner, key, value, again),
      change && el("p", { class: "when" }, `${what} ${clock(change.at)} ${byWhom(change)}`),
      value !== undefined &&
        change?.before !== undefined &&
        el("p", { class: "when" }, "before: ", el("code", {}, change.before.text.slice(0, 120))),
    ),
  )
}

function shown(relation, owner, key, value, again) {
  if (value.length <= value.text.length) return el("code", { class: "value" }, value.text)
  const id = JSON.stringify([relation.id, owner, key, value.length, value.text])
  const whole = asked.get(id)
  const toggle = async () => {
    if (whole === undefined) asked.set(id, await fetchValue(relation.id, owner, key))
    else asked.delete(id)
    again()
  }
  const size = value.length.toLocaleString("en")
  return [
    el("code", { class: "value" }, whole ?? `${value.text}…`),
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

async function fetchValue(relation, owner, key) {
  try {
    const response = await fetch(`value?${new URLSearchParams({ relation, owner, key })}`)
    return await response.text()
  } catch {
    return "It cannot be had: the dashboard does not answer."
  }
}

export const openValues = () => [...asked.keys()]

/** The last changes of all databags, the newest first. */
export function changeList(changes, choose) {
  if (changes.length === 0)
    return [el("li", { class: "empty" }, "No databag has changed since the background process began.")]
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
        el(
          "span",
          { class: "when" },
          `${change.after === undefined ? "removed" : change.before === undefined ? "set" : "changed"} ${byWhom(change)}`,
        ),
      ),
    )
}
