/** Juju's rotate policies: each computes the time of the next rotation. */
const POLICIES: Readonly<Record<string, (from: Date) => Date | undefined>> = {
  never: () => undefined,
  hourly: (from) => new Date(from.getTime() + 3_600_000),
  daily: (from) => later(from, 0, 1),
  weekly: (from) => later(from, 0, 7),
  monthly: (from) => later(from, 1, 0),
  quarterly: (from) => later(from, 3, 0),
  yearly: (from) => later(from, 12, 0),
}

export function isRotatePolicy(text: string): boolean {
  return Object.hasOwn(POLICIES, text)
}

export function nextRotation(policy: string, from: Date): Date | undefined {
  return POLICIES[policy]?.(from)
}

function later(from: Date, months: number, days: number): Date {
  const date = new Date(from)
  date.setUTCMonth(date.getUTCMonth() + months, date.getUTCDate() + days)
  return date
}
