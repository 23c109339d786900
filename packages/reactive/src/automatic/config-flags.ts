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
  /** Juju changes options for a unit in these hooks only. In all others nothing is read. */
  readonly mayDiffer: boolean
}

/**
 * layer:basic. `config.changed` and `config.changed.NAME` in the hook that brings another value than the last successful hook
 * had (at first: all); `config.set.NAME` while the value is true, not zero and not empty; `config.default.NAME` while it is the default.
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

/** Per option: whether it is set, whether it is the default, and a hash of the value, which can be long or secret. */
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
