import { parseArgs } from "node:util"
import { DOCUMENT_KINDS, type DocumentKind } from "../input/recognise.ts"
import type { DataOf } from "../input/show-unit.ts"

export interface Arguments {
  /** Undefined: standard input. */
  readonly file: string | undefined
  readonly as: DocumentKind | undefined
  readonly dataOf: DataOf | undefined
  readonly endpoints: readonly string[]
  readonly json: boolean
}

/** A command line that means nothing; the message says what to write instead. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments | "help" | "version" {
  const { values, positionals } = parse(argv)
  if (values.help === true) return "help"
  if (values.version === true) return "version"
  const [command, file, ...others] = positionals
  if (command === undefined) throw new UsageError("say what to do: explain")
  if (command !== "explain")
    throw new UsageError(`there is no command ${JSON.stringify(command)}, only explain`)
  if (others.length > 0) throw new UsageError("one file at a time; `juju show-unit` takes several units")
  if (values.juju3 === true && values.juju4 === true) throw new UsageError("--juju3 or --juju4, not both")
  return {
    file: file === "-" ? undefined : file,
    as: documentKind(values.as),
    dataOf: values.juju4 === true ? "own" : values.juju3 === true ? "related" : undefined,
    endpoints: values.endpoint ?? [],
    json: values.json ?? false,
  }
}

function documentKind(text: string | undefined): DocumentKind | undefined {
  if (text === undefined) return undefined
  const kind = DOCUMENT_KINDS.find((one) => one === text)
  if (kind === undefined) throw new UsageError(`--as takes one of ${DOCUMENT_KINDS.join(", ")}`)
  return kind
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        as: { type: "string" },
        endpoint: { type: "string", multiple: true },
        juju3: { type: "boolean" },
        juju4: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
