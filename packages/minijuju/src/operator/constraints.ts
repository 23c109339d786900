import type { Constraints } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"

const ARCHITECTURES = ["amd64", "arm64", "ppc64el", "riscv64", "s390x"]
const SIZES: Readonly<Record<string, number>> = { "": 1, M: 1, G: 1024, T: 1024 ** 2, P: 1024 ** 3 }

type Kind = "text" | "number" | "size" | "list" | "bool"

/** Juju's keys in the order in which it prints them (Juju: `core/constraints`). */
const KEYS: Readonly<Record<string, Kind>> = {
  arch: "text",
  container: "text",
  cores: "number",
  "cpu-power": "number",
  "instance-role": "text",
  "instance-type": "text",
  mem: "size",
  "root-disk": "size",
  "root-disk-source": "text",
  tags: "list",
  spaces: "list",
  "virt-type": "text",
  zones: "list",
  "allocate-public-ip": "bool",
  "image-id": "text",
}
const ALIASES: Readonly<Record<string, string>> = { "cpu-cores": "cores" }

/**
 * Parses constraints: `mem=4G cores=2`. An empty value removes a demand.
 * @throws MinijujuError in Juju's words
 */
export function parseConstraints(texts: readonly string[]): Constraints {
  const values = new Map<string, string>()
  for (const raw of texts.flatMap((text) => text.split(" ")).filter((text) => text !== "")) {
    const at = raw.indexOf("=")
    if (at <= 0) throw bad(`malformed constraint ${JSON.stringify(raw)}`)
    const given = raw.slice(0, at)
    const key = ALIASES[given] ?? given
    const kind = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
    if (kind === undefined) throw bad(`unknown constraint ${JSON.stringify(given)}`)
    if (values.has(key)) throw bad(`bad ${JSON.stringify(given)} constraint: already set`)
    const value = raw.slice(at + 1)
    values.set(key, value === "" ? "" : normalised(key, kind, value))
  }
  const order = Object.keys(KEYS)
  return Object.fromEntries([...values].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}

/** Prints constraints on one line, without those that demand nothing. */
export function constraintsText(constraints: Constraints): string {
  return Object.entries(constraints)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}=${value}`)
    .join(" ")
}

/** Constraints as Juju prints them in JSON and YAML: numbers, lists and MiB. */
export function constraintsView(constraints: Constraints): Record<string, unknown> {
  const entries = Object.entries(constraints).filter(([, value]) => value !== "")
  return Object.fromEntries(entries.map(([key, value]) => [key, viewOf(KEYS[key] ?? "text", value)]))
}

function viewOf(kind: Kind, value: string): unknown {
  if (kind === "number" || kind === "size") return Number.parseInt(value, 10)
  if (kind === "bool") return value === "true"
  return kind === "list" ? value.split(",") : value
}

function normalised(key: string, kind: Kind, value: string): string {
  const refuse = (reason: string) => bad(`bad ${JSON.stringify(key)} constraint: ${reason}`)
  if (key === "arch" && !ARCHITECTURES.includes(value))
    throw refuse(`${JSON.stringify(value)} not recognized`)
  if (kind === "number" && !/^\d+$/.test(value)) throw refuse("must be a non-negative integer")
  if (kind === "bool" && !/^(?:true|false)$/.test(value)) throw refuse("must be 'true' or 'false'")
  if (kind !== "size") return value
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([MGTP]?)$/.exec(value) ?? []
  if (number === undefined) throw refuse("must be a non-negative float with optional M/G/T/P suffix")
  return `${Math.ceil(Number(number) * (SIZES[unit] ?? 1))}M`
}

function bad(message: string): MinijujuError {
  return new MinijujuError("bad-argument", message)
}
