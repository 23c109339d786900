import { parseArgs } from "node:util"
import { reason } from "../errors.ts"
import { RUNTIME_NAMES, type Runtime, runtimeNamed } from "../runtime/runtime.ts"

export interface Arguments {
  readonly projectDir: string
  readonly outDir: string | undefined
  readonly unpackedDir: string | undefined
  readonly conditions: readonly string[]
  readonly runtime: Runtime | undefined
  /** Write the types of the charm's declaration instead of an archive. */
  readonly types: boolean
  readonly watch: boolean
  readonly json: boolean
  readonly help: boolean
  readonly version: boolean
}

/** An invalid command line. The message says what to write instead. */
export class UsageError extends Error {}

export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv)
  const [projectDir = ".", ...others] = positionals
  if (others.length > 0) {
    throw new UsageError(
      `one project at a time, but there are ${positionals.length}: ${positionals.join(", ")}`,
    )
  }
  if (values.out !== undefined && values.unpacked !== undefined)
    throw new UsageError("--out is the folder of the archive, and --unpacked writes none: give one of them")
  if (values.watch === true && values.types !== true)
    throw new UsageError("--watch keeps the types up to date: write --types --watch")
  if (values.types === true && (values.out ?? values.unpacked ?? values.runtime) !== undefined)
    throw new UsageError("--types packs nothing: give --out, --unpacked and --runtime without it")
  return {
    projectDir,
    outDir: values.out,
    unpackedDir: values.unpacked,
    conditions: values.condition ?? [],
    runtime: runtimeOf(values.runtime),
    types: values.types ?? false,
    watch: values.watch ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  }
}

function runtimeOf(named: string | undefined): Runtime | undefined {
  if (named === undefined) return undefined
  const found = runtimeNamed(named)
  if (found === undefined) throw new UsageError(`--runtime is ${RUNTIME_NAMES}, not "${named}"`)
  return found
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        unpacked: { type: "string" },
        condition: { type: "string", multiple: true },
        runtime: { type: "string" },
        types: { type: "boolean" },
        watch: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    })
  } catch (error) {
    throw new UsageError(reason(error))
  }
}
