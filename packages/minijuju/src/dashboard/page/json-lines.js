import { el } from "./dom.js"

/**
 * Renders a JSON document with a line for each member, those that differ from the previous document marked. Undefined if the text is no JSON
 * object or list.
 */
export function jsonLines(text, old) {
  const value = parse(text)
  if (value === undefined) return undefined
  const lines = render(value, parse(old), old !== undefined, "", "", "")
  return el(
    "code",
    { class: "value" },
    lines.map(({ line, differs }) => [differs ? el("mark", {}, line) : line, "\n"]),
  )
}

function parse(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** @param name of the member, with its colon */
function render(value, old, compares, indent, name, comma) {
  const isEmpty = typeof value !== "object" || value === null || Object.keys(value).length === 0
  if (isEmpty) {
    const line = `${indent}${name}${JSON.stringify(value)}${comma}`
    return [{ line, differs: compares && JSON.stringify(value) !== JSON.stringify(old) }]
  }
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  const inside = entries.flatMap(([key, item], at) => {
    const before = typeof old === "object" && old !== null && Object.hasOwn(old, key) ? old[key] : undefined
    const label = isList ? "" : `${JSON.stringify(key)}: `
    return render(item, before, compares, `${indent}  `, label, at === entries.length - 1 ? "" : ",")
  })
  const [open, close] = isList ? "[]" : "{}"
  return [{ line: `${indent}${name}${open}` }, ...inside, { line: `${indent}${close}${comma}` }]
}
