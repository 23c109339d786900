import { canonicalJson } from "../canonical-json.ts"
import { parsePythonJson } from "../python-json.ts"

/**
 * `details`: reads `details_<name>` (said by consumers), writes it (said by providers). `drain`: a request can be drained before it
 * goes. `secrets`: private keys may be, and are, given as Juju secrets.
 */
export type Extension = "details" | "drain" | "secrets"

const NONE: ReadonlySet<string> = new Set()

/** What the other side understands. Nothing, where it does not say so in a way that can be read: then only version 1 is spoken. */
export function parseExtensions(text: string | undefined): ReadonlySet<string> {
  if (text === undefined) return NONE
  const read = parsePythonJson(text)
  if (!read.ok || !Array.isArray(read.value)) return NONE
  return new Set(read.value.filter((word) => typeof word === "string"))
}

/** The announcement of what this side understands, as it goes into the databag. */
export function serializeExtensions(understood: readonly Extension[]): string {
  return canonicalJson([...understood].sort())
}
