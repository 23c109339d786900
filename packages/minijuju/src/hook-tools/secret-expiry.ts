import { usageError } from "./tool-error.ts"

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/
const DURATION = /^([+-]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+)$/
/** Of Go: 63 bits of nanoseconds, 292 years. */
const MAX_DURATION_MS = 2 ** 63 / 1e6
const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

/** Parses a time (RFC 3339; without a zone it is UTC) or a Go duration from now. */
export function parseExpiry(text: string, now: Date): Date {
  const [, zone] = TIME.exec(text) ?? [undefined, undefined]
  const time = TIME.test(text) ? new Date(zone === undefined ? `${text}Z` : text) : undefined
  if (time !== undefined && !Number.isNaN(time.getTime())) return time
  const [, sign, parts] = DURATION.exec(text) ?? []
  const length = sumOf(parts ?? "")
  if (parts === undefined || length > MAX_DURATION_MS)
    throw usageError(`expire time or duration ${JSON.stringify(text)} not valid`)
  if (sign === "-" || length <= 0)
    throw usageError(`negative expire duration ${JSON.stringify(text)} not valid`)
  return new Date(now.getTime() + length)
}

function sumOf(parts: string): number {
  let sum = 0
  for (const [, amount, unit = ""] of parts.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g))
    sum += Number(amount) * (UNITS_MS[unit] ?? 0)
  return sum
}
