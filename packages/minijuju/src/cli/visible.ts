/** What a terminal obeys instead of showing it (C0, DEL, C1), and what reorders or breaks the text around it. Newline and tab aside. */
const CONTROLS = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/**
 * Makes control characters of a text visible, as `\x1b`: charms write statuses, logs and results, and a terminal must show
 * these and not obey them. Lines and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, escaped)
}

/** The same for a text that belongs on one line, such as a cell of a table. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t")
}

/** The same inside JSON, and inside YAML's double quotes: readers get the character back. */
export function visibleJson(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${hex(character, 4)}`)
}

function escaped(character: string): string {
  return character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, "0")
}
