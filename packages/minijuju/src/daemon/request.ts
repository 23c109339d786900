import type { Frame } from "./frames.ts"

/** What a caller asks for. */
export interface CallRequest {
  readonly argv: readonly string[]
  readonly cwd: string
  /** What the program was called as: `minijuju`, or `juju`. */
  readonly program: string
  /** The model named by the caller's environment. */
  readonly model: string | undefined
  readonly isTerminal: boolean
}

/** A request as it comes over the socket; undefined when it is none. */
export function parseRequest({ argv, cwd, program, model, isTerminal }: Frame): CallRequest | undefined {
  if (!Array.isArray(argv) || typeof cwd !== "string" || typeof program !== "string") return undefined
  if (!argv.every((arg): arg is string => typeof arg === "string")) return undefined
  return {
    argv,
    cwd,
    program,
    model: typeof model === "string" && model !== "" ? model : undefined,
    isTerminal: isTerminal === true,
  }
}
