import { usageError } from "../hook-tools/tool-error.ts"

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/

/** Returns what is wrong with a duration as Go writes it; for options that have no effect. */
export function durationMistake(text: string): string | undefined {
  return text === "0" || DURATION.test(text) ? undefined : `time: invalid duration ${JSON.stringify(text)}`
}

/** Parses a duration as Go writes it (`90s`, `1m30s`, `1.5h`) into milliseconds. A bare number means seconds. */
export function parseDuration(text: string, flag: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000
  const mistake = durationMistake(text)
  if (mistake !== undefined)
    throw usageError(`invalid value ${JSON.stringify(text)} for option --${flag}: ${mistake}`)
  let total = 0
  for (const [, amount = "0", unit = "s"] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit] ?? 0)
  return total
}
