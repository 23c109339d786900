/** A link in a Markdown text. */
export interface MarkdownLink {
  /** Line number, from 1. */
  readonly line: number
  /** The target as written: `../ops#main`. */
  readonly target: string
}

const INLINE_LINK = /(\]\()([^()\s]+)((?:\s+"[^"]*")?\))/g
const REFERENCE = /^(\s*\[[^\]]+\]:\s+)(\S+)(.*)$/g

/** Lists the links of a text, without those in code. */
export function markdownLinks(text: string): MarkdownLink[] {
  const found: MarkdownLink[] = []
  mapLinks(text, (target, line) => {
    found.push({ line, target })
    return target
  })
  return found
}

/** Replaces the targets of the links in a text. */
export function mapLinks(text: string, change: (target: string, line: number) => string): string {
  return mapLines(text, (line, number) => {
    const replaced = (_: string, before: string, target: string, after: string) =>
      before + change(target, number) + after
    // The pieces with an odd index are code between backticks.
    return line
      .split(/(`+[^`]*`+)/)
      .map((piece, index) =>
        index % 2 === 1 ? piece : piece.replace(INLINE_LINK, replaced).replace(REFERENCE, replaced),
      )
      .join("")
  })
}

/** Lists the anchors of a text as Markdown hosts generate them: headings in lower case, hyphens for spaces, a number for duplicates. */
export function markdownAnchors(text: string): Set<string> {
  const anchors = new Set<string>()
  mapLines(text, (line) => {
    const [, heading] = /^#{1,6}\s+(.*?)\s*#*$/.exec(line) ?? []
    if (heading === undefined) return line
    const slug = heading
      .replace(/\]\([^)]*\)/g, "]")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-")
    let anchor = slug
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`
    anchors.add(anchor)
    return line
  })
  return anchors
}

function mapLines(text: string, change: (line: string, number: number) => string): string {
  let fence: string | undefined
  return text
    .split("\n")
    .map((line, index) => {
      const [, mark] = /^\s*(```+|~~~+)/.exec(line) ?? []
      if (fence === undefined && mark === undefined) return change(line, index + 1)
      if (fence === undefined) fence = mark
      else if (mark?.startsWith(fence) === true) fence = undefined
      return line
    })
    .join("\n")
}
