/**
 * Runs in the page: returns each visible text whose contrast is below WCAG 2 AA (4.5, or 3 for large text), as
 * `text: contrast`. The browser determines the background of a text, so this works for images, too.
 */
export const WEAK_CONTRASTS = `(() => {
  const rgba = (text) => {
    const [r, g, b, a = 1] = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
    return text === "none" || text === "transparent" ? [0, 0, 0, 0] : [r, g, b, a]
  }
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const isDrawn = (element) => element instanceof SVGElement && element.localName !== "svg"
  const paint = (element) => {
    const style = getComputedStyle(element)
    return rgba(isDrawn(element) ? (element.localName === "text" ? "none" : style.fill) : style.backgroundColor)
  }
  const behind = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y)
    const from = stack.indexOf(element)
    const found = stack.slice(Math.max(0, from)).map(paint).find(([, , , a]) => a === 1)
    return found ?? rgba(getComputedStyle(document.body).backgroundColor)
  }
  const weak = []
  let count = 0
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() === "" || ["title", "option"].includes(element.localName)) continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    const box = range.getClientRects()[0]
    if (box === undefined || box.width === 0 || !element.checkVisibility()) continue
    const [x, y] = [box.x + Math.min(box.width / 2, 30), box.y + box.height / 2]
    if (x < 0 || y < 0 || y > innerHeight || !document.elementsFromPoint(x, y).includes(element)) {
      if (getComputedStyle(element).pointerEvents !== "none") continue
    }
    const style = getComputedStyle(element)
    const ink = rgba(isDrawn(element) ? style.fill : style.color)
    const [a, b] = [light(ink), light(behind(element, x, y))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = parseFloat(style.fontSize)
    count += 1
    if (contrast < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5))
      weak.push(walker.currentNode.data.slice(0, 40) + ": " + contrast.toFixed(2))
  }
  return { count, weak }
})()`
