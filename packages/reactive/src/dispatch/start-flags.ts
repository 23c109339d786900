import type { CharmBase, RunningHook } from "@charmkit/ops"
import { configFlags } from "../automatic/config-flags.ts"
import type { CharmDeclaration } from "../charm/declaration.ts"
import { FlagSet } from "../flags/flags.ts"
import { isKnown } from "../flags/known-flags.ts"
import type { Memory } from "../memory/memory.ts"
import type { CharmParts } from "./charm-parts.ts"
import { hookName } from "./open-hook.ts"
import type { Trace } from "./trace.ts"

const SERIES_UPGRADE = "upgrade.series.in-progress"

export interface StartFlagsOptions<D extends CharmDeclaration> {
  readonly parts: CharmParts<D>
  readonly charm: CharmBase
  readonly running: RunningHook
  readonly memory: Memory
  readonly trace: Trace
}

/** The flags that earlier hooks have left, the charm's triggers, and the flags of the configuration. */
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
  // Interfaces with handlers of their own may have flags of their own, of any name.
  const others = interfaces.some(({ Class }) => "registerHandlers" in Class.prototype)
  const declared = others ? undefined : parts.declaration.flags
  const known = { declared, endpoints: Object.keys(charm.meta.endpoints) }
  const stored = memory.flags.load()
  const forgotten = stored.filter((flag) => !isKnown(flag, known))
  if (forgotten.length > 0) {
    charm.log.info(
      `Forgetting flags that this version of the charm does not declare: ${forgotten.join(", ")}`,
    )
  }
  return stored.filter((flag) => isKnown(flag, known))
}
