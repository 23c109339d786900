/**
 * Characters that a terminal interprets (C0, DEL, C1), or that reorder or break the surrounding text; without
 * newline and tab.
 */
const CONTROLS = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/**
 * Escapes control characters as `\x1b`: statuses, logs and results come from charms, and a terminal must show
 * these characters and not interpret them. Newlines and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, escaped)
}

/** Like {@link visible}, for a text that must stay on one line, such as a cell of a table. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t")
}

/** Like {@link visible}, inside JSON and YAML's double quotes: parsers return the original character. */
export function visibleJson(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${hex(character, 4)}`)
}

function escaped(character: string): string {
  return character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, "0")
}
