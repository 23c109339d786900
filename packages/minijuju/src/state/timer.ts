/** What a timer of Node.js can count, about 25 days: a longer one ends at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Returns a delay for a timer: at most the longest one, so that a time of months is not taken for none. */
export function timerDelay(ms: number): number {
  return Math.min(ms, LONGEST_MS)
}
