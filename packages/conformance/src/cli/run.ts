import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { checkConformance, SUITES } from "../conformance/check-conformance.ts"
import { KNOWN_DEFECTS } from "../conformance/known-defects.ts"
import { caseText, hasPassed, summaryText } from "../conformance/report.ts"
import { UsageError } from "../conformance/usage-error.ts"
import { help } from "./help.ts"

/** Timers have 31 bits for milliseconds; a longer one would end at once. */
const MAX_SECONDS = 2_147_483

/** The process's streams, or a test's. */
export interface Streams {
  stdout(text: string): void
  stderr(text: string): void
}

/** Runs the command and returns its exit status: 0 no chosen case failed, 1 one did, 2 wrong usage. */
export async function runCli(
  argv: readonly string[],
  streams: Streams,
  signal?: AbortSignal,
): Promise<0 | 1 | 2> {
  try {
    return await run(argv, streams, signal)
  } catch (error) {
    const isUsage = error instanceof UsageError
    const message = error instanceof Error ? error.message : String(error)
    const advice = isUsage ? "\nTry: loadbalancer-conformance --help" : ""
    streams.stderr(`loadbalancer-conformance: ${message}${advice}\n`)
    return isUsage ? 2 : 1
  }
}

async function run(argv: readonly string[], { stdout }: Streams, signal?: AbortSignal): Promise<0 | 1> {
  const { values, positionals } = parse(argv)
  if (values.help || values.version) {
    stdout(values.help ? help : `${ownVersion()}\n`)
    return 0
  }
  if (values.list) {
    stdout(caseList(positionals))
    return 0
  }
  const [charm, ...others] = positionals
  if (charm === undefined || others.length > 0) throw new UsageError("give one packed charm")
  const { json = false, endpoint, only, trust, timeout } = values
  const report = await checkConformance(charm, {
    config: configOf(values.config ?? []),
    ...(endpoint !== undefined && { endpoint }),
    ...(only !== undefined && { only }),
    ...(trust !== undefined && { trust }),
    ...(signal !== undefined && { signal }),
    ...(timeout !== undefined && { timeoutSeconds: secondsOf(timeout) }),
    onResult: (result) => {
      if (!json) stdout(`${caseText(result)}\n`)
    },
  })
  stdout(json ? `${JSON.stringify(report, null, 2)}\n` : `\n${summaryText(report)}\n`)
  return hasPassed(report) ? 0 : 1
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: "string", multiple: true },
        endpoint: { type: "string" },
        only: { type: "string", multiple: true },
        timeout: { type: "string" },
        trust: { type: "boolean" },
        json: { type: "boolean" },
        list: { type: "boolean" },
        version: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function configOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=")
      if (at < 1) throw new UsageError(`--config takes KEY=VALUE, not ${JSON.stringify(pair)}`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= MAX_SECONDS))
    throw new UsageError(
      `--timeout takes a number of seconds up to ${MAX_SECONDS}, not ${JSON.stringify(text)}`,
    )
  return seconds
}

function caseList(wanted: readonly string[]): string {
  const sides = Object.entries(SUITES).filter(([side]) => wanted.length === 0 || wanted.includes(side))
  if (sides.length === 0) throw new UsageError("--list takes provider or requirer")
  return sides
    .map(([side, { cases }]) => {
      const lines = cases.map(({ id, title, proves, needs = [], python }) =>
        [
          `  ${id}: ${title}`,
          `“${proves}”`,
          ...(needs.length === 0
            ? []
            : [`only for a charm that ${needs.map((need) => need.of).join(", and ")}`]),
          ...(python === undefined ? [] : [`${python}: ${KNOWN_DEFECTS[python]}`]),
        ].join("\n      "),
      )
      return `A ${side}:\n${lines.join("\n")}\n`
    })
    .join("\n")
}

function ownVersion(): string {
  // Two folders up from src/cli, and from dist/cli, is the package.
  const file = new URL("../../package.json", import.meta.url)
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, "utf8"))
  return version
}
