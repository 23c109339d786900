/** Creates elements. All text is inserted as text, so a charm's output can never become markup. */

const SVG = "http://www.w3.org/2000/svg"

export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children)
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children)
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value)
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  element.append(
    ...children.flat(Number.POSITIVE_INFINITY).filter((child) => child !== undefined && child !== false),
  )
  return element
}

export const byId = (id) => document.getElementById(id)

/** What was rendered last in each place. Unchanged parts are not replaced and keep their focus and selection. */
const drawn = new Map()

/**
 * Renders a part of the page again if its data has changed. The focus stays on the element with the same
 * data-key.
 */
export function redraw(place, shown, draw) {
  const text = JSON.stringify(shown)
  if (drawn.get(place) === text) return
  drawn.set(place, text)
  const focused = place.contains(document.activeElement) ? document.activeElement?.dataset.key : undefined
  place.replaceChildren(...draw())
  if (focused === undefined) return
  for (const element of place.querySelectorAll("[data-key]"))
    if (element.dataset.key === focused) element.focus({ preventScroll: true })
}

export function table(head, rows) {
  return el(
    "table",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head.map((text) => el("th", { scope: "col" }, text)),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map((cells) =>
        el(
          "tr",
          {},
          cells.map((cell) => el("td", {}, cell)),
        ),
      ),
    ),
  )
}
