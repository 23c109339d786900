import { LONGEST } from "../schema/vocabulary.ts"
import type { Issue } from "../wire.ts"

/**
 * One line that a peer's text is part of, for a log, a status or the peer itself: as long as such a line can be, and without what would
 * begin another one, move the cursor of a terminal or reverse the direction of reading.
 */
export function shorten(text: string, longest = 500): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return short.replace(/[\t\n\r]+/g, " ").replace(/[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, "\uFFFD")
}

/** A peer's words for people, as they may be shown: one line, no longer than this library writes them. */
export function readableWords(text: string): string {
  return shorten(text, LONGEST.message)
}

/** What a reader says of a peer's document, whose keys and values come back in it. */
export function printableIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.map(({ path, message }) => ({
    path: path.map((step) => shorten(step, 100)),
    message: shorten(message),
  }))
}
