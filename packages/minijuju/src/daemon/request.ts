import type { Frame } from "./frames.ts"

/** What a caller sends. */
export interface CallRequest {
  readonly argv: readonly string[]
  readonly cwd: string
  /** The name under which the program was called: `minijuju` or `juju`. */
  readonly program: string
  /** The model named in the caller's environment. */
  readonly model: string | undefined
  /** The Juju named in the caller's environment. */
  readonly juju: string | undefined
  /** Folders of charms named in the caller's environment. */
  readonly charms: string | undefined
  readonly isTerminal: boolean
  readonly hasColours: boolean
}

/** Checks a request from the socket; undefined if it is not valid. */
export function parseRequest({
  argv,
  cwd,
  program,
  model,
  juju,
  charms,
  isTerminal,
  hasColours,
}: Frame): CallRequest | undefined {
  if (!Array.isArray(argv) || typeof cwd !== "string" || typeof program !== "string") return undefined
  if (!argv.every((arg): arg is string => typeof arg === "string")) return undefined
  return {
    argv,
    cwd,
    program,
    model: typeof model === "string" && model !== "" ? model : undefined,
    juju: typeof juju === "string" ? juju : undefined,
    charms: typeof charms === "string" ? charms : undefined,
    isTerminal: isTerminal === true,
    hasColours: hasColours === true,
  }
}
