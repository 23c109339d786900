const YEAR = 365 * 24 * 3600

/** Returns the time at which a drain that starts now ends. Durations above a year count as a year. */
export function drainDeadline(seconds: number): Date {
  return new Date(Date.now() + Math.min(seconds, YEAR) * 1000)
}
