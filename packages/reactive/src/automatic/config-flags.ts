import { createHash } from "node:crypto"
import type { Config, ConfigValue } from "@charmkit/ops"
import type { ConfigOption } from "@charmkit/ops/metadata"
import { strings } from "../memory/memory.ts"
import type { StoredMap } from "../memory/stored-map.ts"

const SEEN = "config"

export interface ConfigFlagsOptions {
  readonly config: Config
  readonly declared: Readonly<Record<string, ConfigOption>>
  readonly seen: StoredMap
  /** Whether Juju can change options for the unit in this hook. In all other hooks the config is not read. */
  readonly mayDiffer: boolean
}

/**
 * Computes the config flags of charms.reactive's layer:basic. `config.changed` and `config.changed.NAME`: the value differs from that in
 * the last successful hook (at first: all options). `config.set.NAME`: the value is true, not zero and not empty.
 * `config.default.NAME`: it is the default.
 */
export function configFlags({ config, declared, seen, mayDiffer }: ConfigFlagsOptions): readonly string[] {
  const stored = seen.get(SEEN)
  const before = strings(stored)
  const now = mayDiffer || stored === undefined ? read(config, declared) : before
  const changed = Object.keys(now).filter((name) => now[name] !== before[name])
  if (changed.length > 0 || stored === undefined) seen.set(SEEN, { ...now })
  return [
    ...(changed.length > 0 ? ["config.changed"] : []),
    ...changed.map((name) => `config.changed.${name}`),
    ...Object.entries(now).flatMap(([name, summary]) => [
      ...(summary.startsWith("s") ? [`config.set.${name}`] : []),
      ...(summary.slice(1).startsWith("d") ? [`config.default.${name}`] : []),
    ]),
  ]
}

/** Summarizes each option: whether it is set, whether it is the default, and a hash, because a value can be long or secret. */
function read(config: Config, declared: Readonly<Record<string, ConfigOption>>): Record<string, string> {
  const values = config.toObject()
  return Object.fromEntries(
    Object.entries(declared).map(([name, option]) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      return [name, `${value ? "s" : "-"}${value === option.default ? "d" : "-"}${hash(value)}`]
    }),
  )
}

function hash(value: ConfigValue | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "null")
    .digest("hex")
    .slice(0, 16)
}
