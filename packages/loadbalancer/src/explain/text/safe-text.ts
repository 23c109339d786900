const MAX_LENGTH = 400

/**
 * Peers' text in one line for a terminal: what could move the cursor, change colours or reverse the reading direction is shown
 * as its code point.
 */
export function safeText(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)` : text
  return short
    .replace(/\r?\n/g, "⏎")
    .replace(/[\p{C}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
