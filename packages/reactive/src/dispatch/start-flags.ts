import type { CharmBase, RunningHook } from "@charmkit/ops"
import { configFlags } from "../automatic/config-flags.ts"
import type { CharmDeclaration } from "../charm/declaration.ts"
import { FlagSet } from "../flags/flags.ts"
import { isKnown } from "../flags/known-flags.ts"
import type { Memory } from "../memory/memory.ts"
import type { CharmParts } from "./charm-parts.ts"
import { hookName } from "./hook-argument.ts"
import type { Trace } from "./trace.ts"

const SERIES_UPGRADE = "upgrade.series.in-progress"

export interface StartFlagsOptions<D extends CharmDeclaration> {
  readonly parts: CharmParts<D>
  readonly charm: CharmBase
  readonly running: RunningHook
  readonly memory: Memory
  readonly trace: Trace
}

/** Restores the flags of earlier hooks, adds the charm's triggers, and sets the config flags. */
export function startFlags<D extends CharmDeclaration>(options: StartFlagsOptions<D>): FlagSet {
  const { parts, charm, running, memory, trace } = options
  const flags = new FlagSet(storedFlags(options), (...change) => trace.changed(...change))
  for (const trigger of parts.triggers) flags.addTrigger(trigger)
  const name = hookName(running)
  const declared = running.spec.config
  if (Object.keys(declared).length > 0) {
    const mayDiffer = name === "config-changed" || name === "upgrade-charm"
    const found = configFlags({ config: charm.config, declared, seen: memory.seen, mayDiffer })
    for (const flag of found) flags.set(flag)
  }
  if (name === "pre-series-upgrade") flags.set(SERIES_UPGRADE)
  if (name === "post-series-upgrade") flags.clear(SERIES_UPGRADE)
  return flags
}

function storedFlags<D extends CharmDeclaration>({ parts, charm, memory }: StartFlagsOptions<D>): string[] {
  const interfaces = [...Object.values(parts.declaration.endpoints ?? {}), ...parts.interfaces]
  // An interface that registers handlers may use flags of any name.
  const others = interfaces.some(({ Class }) => "registerHandlers" in Class.prototype)
  const declared = others ? undefined : parts.declaration.flags
  const known = { declared, endpoints: Object.keys(charm.meta.endpoints) }
  const stored = memory.flags.load()
  const dropped = stored.filter((flag) => !isKnown(flag, known))
  if (dropped.length > 0) {
    charm.log.info(
      `Dropping stored flags that this version of the charm does not declare: ${dropped.join(", ")}`,
    )
  }
  return stored.filter((flag) => isKnown(flag, known))
}
