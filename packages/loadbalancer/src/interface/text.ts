import { LONGEST } from "../schema/vocabulary.ts"
import type { Issue } from "../wire.ts"

/**
 * Makes text from a databag safe for one line of a log, a status or a message to the other side. It cuts the text after `longest` characters
 * and replaces characters that start a new line, move the cursor of a terminal or reverse the direction of reading, and halves of characters.
 */
export function shorten(text: string, longest = 500): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return short.replace(/[\t\n\r]+/g, " ").replace(/[\p{Cc}\p{Cs}\p{Bidi_C}\u2028\u2029]/gu, "\uFFFD")
}

/** Makes a message from a databag safe to show: one line, no longer than this library writes them. */
export function readableWords(text: string): string {
  return shorten(text, LONGEST.message)
}

/** Makes issues safe to show, because they can quote keys and values of the other side's document. */
export function printableIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.map(({ path, message }) => ({
    path: path.map((step) => shorten(step, 100)),
    message: shorten(message),
  }))
}
