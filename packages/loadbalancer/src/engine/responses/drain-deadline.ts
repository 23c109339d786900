const YEAR = 365 * 24 * 3600

/** When a draining that begins now ends. What is longer than a year counts as a year. */
export function drainDeadline(seconds: number): Date {
  return new Date(Date.now() + Math.min(seconds, YEAR) * 1000)
}
