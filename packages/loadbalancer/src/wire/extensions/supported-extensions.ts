import { canonicalJson } from "../canonical-json.ts"
import { parsePythonJson } from "../python-json.ts"

/**
 * A name in the `extensions` key. `details`: the requirer reads `details_<name>`, the provider writes it. `drain`: the provider can drain a
 * request before it is withdrawn. `secrets`: the provider reads private keys from Juju secrets. `health`: the requirer reads `health_<name>`.
 * `options`: the requirer writes `options_<name>`, the provider reads it.
 */
export type Extension = "details" | "drain" | "health" | "options" | "secrets"

const NONE: ReadonlySet<string> = new Set()

/** Parses the extensions that the other side supports. Empty if the text is missing or unreadable: then only version 1 is used. */
export function parseExtensions(text: string | undefined): ReadonlySet<string> {
  if (text === undefined) return NONE
  const read = parsePythonJson(text)
  if (!read.ok || !Array.isArray(read.value)) return NONE
  return new Set(read.value.filter((word) => typeof word === "string"))
}

/** Serialises the extensions that this side supports. */
export function serializeExtensions(supported: readonly Extension[]): string {
  return canonicalJson([...supported].sort())
}
