import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { parseYaml } from "@charmkit/ops/metadata"
import { MinijujuError } from "../../state/errors.ts"
import { fullChannel } from "./channel.ts"

/** Name of the file that names charm archives: in a project's folder, or next to the archives. */
export const LOCK_FILE = "charms.lock"

/** A charm archive under the name by which it is deployed. */
export interface NamedCharm {
  readonly name: string
  /** Absolute path of the archive. */
  readonly path: string
  readonly revision: number
  /** In full, `latest/stable`; undefined: every channel. */
  readonly channel?: string
  /** The content that the file must have. */
  readonly sha256?: string
}

/**
 * Reads a charms.lock: a YAML map of names to a release, or to a list of them.
 *
 * ```yaml
 * postgresql:
 *   path: ./charms/postgresql.charm   # relative to this file
 *   revision: 553                     # default 0
 *   channel: 14/stable                # default: every channel
 *   sha256: 9b1c…                     # default: not compared
 * ```
 * @throws MinijujuError `bad-argument` that names the file and the entry
 */
export function readLockFile(file: string): NamedCharm[] {
  const entries = record(parseYaml(readFileSync(file, "utf8"), file), () =>
    bad(file, "must be a map of names"),
  )
  return Object.entries(entries).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item: unknown) => readRelease(file, name, item)),
  )
}

function readRelease(file: string, name: string, value: unknown): NamedCharm {
  const refuse = (what: string) => bad(file, `"${name}" ${what}`)
  const {
    path,
    revision = 0,
    channel,
    sha256,
    ...others
  } = record(value, () => refuse("must be a map with a path, or a list of them"))
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw refuse(`has the unknown key "${unknown}"`)
  if (typeof path !== "string" || path === "") throw refuse("needs a path")
  if (typeof revision !== "number" || !Number.isSafeInteger(revision) || revision < 0)
    throw refuse("needs a whole number as revision")
  if (channel !== undefined && typeof channel !== "string" && typeof channel !== "number")
    throw refuse("needs a channel such as 14/stable")
  if (sha256 !== undefined && (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)))
    throw refuse("needs 64 hexadecimal digits as sha256")
  return {
    name,
    path: resolve(dirname(file), path),
    revision,
    ...(channel === undefined ? {} : { channel: fullChannel(String(channel)) }),
    ...(sha256 === undefined ? {} : { sha256 }),
  }
}

/** The text of a charms.lock whose paths are `paths` of its entries. It is JSON, which is YAML, too. */
export function lockFileText(charms: readonly NamedCharm[], pathOf: (charm: NamedCharm) => string): string {
  const releases = new Map<string, object[]>()
  for (const charm of charms) {
    const { name, ...release } = charm
    releases.set(name, [...(releases.get(name) ?? []), { ...release, path: pathOf(charm) }])
  }
  return `${JSON.stringify(Object.fromEntries(releases), null, 2)}\n`
}

/** The SHA-256 of a file, in hexadecimal digits. */
export function sha256Of(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex")
}

function record(value: unknown, error: () => MinijujuError): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {}
  if (typeof value !== "object" || Array.isArray(value)) throw error()
  return Object.fromEntries(Object.entries(value))
}

function bad(file: string, what: string): MinijujuError {
  return new MinijujuError("bad-argument", `${file}: ${what}`)
}
