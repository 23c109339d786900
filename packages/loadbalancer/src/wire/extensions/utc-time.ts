const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** Whether a text is a time in UTC: `2026-01-31T12:00:00Z`. Fractions of a second are accepted, but never written. */
export function isUtcTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text))
}

export function utcText(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z")
}

/** Whether two times are equal in whole seconds. */
export function isSameSecond(text: string, time: Date): boolean {
  return Math.floor(Date.parse(text) / 1000) === Math.floor(time.getTime() / 1000)
}
