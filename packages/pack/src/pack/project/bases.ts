import { PackError } from "../errors.ts"
import { checkBase } from "./known-bases.ts"
import { isRecord } from "./record.ts"

/** An entry of `bases` in manifest.yaml. */
export interface Base {
  readonly name: string
  readonly channel: string
  readonly architectures: readonly string[]
}

/** The architectures that Juju supports, by Juju's names. */
const ARCHITECTURES = ["amd64", "arm64", "s390x", "ppc64el", "riscv64"]

const DEFAULT_CHANNELS = ["22.04", "24.04"]

/** The bases of a project. */
export interface Bases {
  readonly bases: readonly Base[]
  /** The platform in the archive's name. */
  readonly platform: string
  /** The key under which the project names architectures. */
  readonly key: "bases" | "platforms"
  readonly warnings: readonly string[]
}

/**
 * Returns the bases for manifest.yaml, and the platform in the archive's name.
 *
 * Reads charmcraft 4's `base` with `platforms`, `platforms` whose names contain the base (`ubuntu@24.04:amd64`), or the older
 * `bases`. charmcraft writes one archive per platform; a packed charm is the same for all, so there is one archive with all bases.
 * Without any of the keys: Ubuntu 22.04 and 24.04.
 * @param unnamed the architectures of bases for which the project names none
 * @throws PackError for bases that do not exist
 */
export function readBases(
  craft: Readonly<Record<string, unknown>>,
  file: string,
  unnamed: readonly string[] = ARCHITECTURES,
): Bases {
  const { bases, platform } = basesOf(craft, file, unnamed)
  const key = craft.bases === undefined ? "platforms" : "bases"
  const warnings = new Set(bases.flatMap((base) => checkBase(base, file)))
  return { bases, platform, key, warnings: [...warnings] }
}

function basesOf(
  craft: Readonly<Record<string, unknown>>,
  file: string,
  unnamed: readonly string[],
): { bases: Base[]; platform: string } {
  if (craft.bases !== undefined) return { bases: listedBases(craft.bases, file, unnamed), platform: "all" }
  if (craft.platforms === undefined && craft.base === undefined) {
    const bases = DEFAULT_CHANNELS.map((channel) => ({ name: "ubuntu", channel, architectures: unnamed }))
    return { bases, platform: "all" }
  }
  if (craft.platforms === undefined)
    return { bases: [{ ...baseOf(craft.base, file, "base"), architectures: unnamed }], platform: "all" }
  return platformBases(craft, file)
}

function platformBases(
  craft: Readonly<Record<string, unknown>>,
  file: string,
): { bases: Base[]; platform: string } {
  const { platforms } = craft
  if (!isRecord(platforms) || Object.keys(platforms).length === 0) {
    throw bad(file, "platforms", "must name at least one platform, such as `amd64:`")
  }
  const found = new Map<string, { base: { name: string; channel: string }; architectures: Set<string> }>()
  for (const [name, details] of Object.entries(platforms)) {
    const field = `platforms.${name}`
    const targets =
      isRecord(details) && details["build-for"] !== undefined ? list(details["build-for"]) : [name]
    for (const target of targets) {
      const { base, architectures } = readTarget(target, craft.base, file, field)
      const key = `${base.name}@${base.channel}`
      const known = found.get(key) ?? { base, architectures: new Set<string>() }
      for (const architecture of architectures) known.architectures.add(architecture)
      found.set(key, known)
    }
  }
  const bases = [...found.values()].map(({ base, architectures }) => ({
    ...base,
    architectures: ARCHITECTURES.filter((architecture) => architectures.has(architecture)),
  }))
  const [only, ...others] = Object.keys(platforms)
  return {
    bases,
    platform: only !== undefined && others.length === 0 ? only.replaceAll(/[@:]/g, "-") : "all",
  }
}

/** `arm64`, `all`, or with the base: `ubuntu@24.04:arm64`. */
function readTarget(
  target: unknown,
  base: unknown,
  file: string,
  field: string,
): Omit<Base, "name" | "channel"> & { base: { name: string; channel: string } } {
  const text = String(target)
  const colon = text.indexOf(":")
  const architecture = text.slice(colon + 1)
  if (architecture !== "all" && !ARCHITECTURES.includes(architecture)) {
    throw bad(
      file,
      field,
      `has no architecture Juju knows ("${architecture}"); name the platform ${ARCHITECTURES.join(", ")}, or give it \`build-for: [all]\``,
    )
  }
  const own = colon >= 0 ? text.slice(0, colon) : base
  if (own === undefined) throw bad(file, field, "has no base; add `base: ubuntu@24.04`")
  return {
    base: baseOf(own, file, colon >= 0 ? field : "base"),
    architectures: architecture === "all" ? ARCHITECTURES : [architecture],
  }
}

function baseOf(value: unknown, file: string, field: string): { name: string; channel: string } {
  const [, name, channel] = (typeof value === "string" && /^([a-z]+)@([^@:\s]+)$/.exec(value)) || []
  if (!name || !channel)
    throw bad(file, field, `must be written as in \`ubuntu@24.04\`, not ${JSON.stringify(value)}`)
  return { name, channel }
}

/** Parses `bases:` of manifest.yaml and older charmcraft.yaml: a list of bases, possibly under `run-on`. */
function listedBases(value: unknown, file: string, unnamed: readonly string[]): Base[] {
  const items = list(value).flatMap((item) =>
    isRecord(item) && item["run-on"] !== undefined ? list(item["run-on"]) : [item],
  )
  if (items.length === 0) throw bad(file, "bases", "is empty; name a base, or leave the key out")
  return items.map((item, index) => {
    if (!isRecord(item) || typeof item.name !== "string" || item.channel === undefined) {
      throw bad(
        file,
        `bases[${index}]`,
        'must have a name and a channel, as in {name: ubuntu, channel: "24.04"}',
      )
    }
    const architectures = item.architectures === undefined ? unnamed : list(item.architectures).map(String)
    const unknown = architectures.find(
      (architecture) => architecture !== "all" && !ARCHITECTURES.includes(architecture),
    )
    if (unknown !== undefined) {
      throw bad(
        file,
        `bases[${index}].architectures`,
        `names "${unknown}"; Juju knows ${ARCHITECTURES.join(", ")}`,
      )
    }
    return {
      name: item.name,
      channel: channelText(item.channel),
      architectures: architectures.includes("all") ? ARCHITECTURES : architectures,
    }
  })
}

// YAML parses an unquoted 22.10 as the number 22.1.
function channelText(channel: unknown): string {
  return typeof channel === "number" ? channel.toFixed(2) : String(channel)
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

function bad(file: string, field: string, problem: string): PackError {
  return new PackError("base", `${file}: ${field} ${problem}`)
}
