import { Abort, type CharmBase, type RunningHook } from "@charmkit/ops"
import type { CharmDeclaration } from "../charm/declaration.ts"
import { FlagSet } from "../flags/flags.ts"
import { refusedFlags } from "../flags/refused-flags.ts"
import { bind } from "../handlers/handler.ts"
import { HandlerTests } from "../handlers/handler-tests.ts"
import { Memory } from "../memory/memory.ts"
import { StatusLayer } from "../status/status-layer.ts"
import type { CharmParts } from "./charm-parts.ts"
import { dispatchRestricted } from "./loop.ts"
import { hookName, ofCharm, openHook } from "./open-hook.ts"
import { Trace } from "./trace.ts"

/** No state, no interfaces, no callbacks: Juju allows a charm next to nothing here. */
export async function runRestricted<D extends CharmDeclaration>(
  { handlers, declaration }: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
): Promise<void> {
  const name = hookName(running)
  const memory = new Memory(charm)
  const flags = refusedFlags(name)
  const status = new StatusLayer(charm.unit, declaration.layers ?? [])
  // There is no end at which the layers could be weighed up: each word is said at once.
  status.finish()
  const hook = openHook({
    charm,
    running,
    flags,
    status,
    memory,
    interfaces: new Map(),
    leadership: undefined,
  })
  const bound = handlers.map((one) => bind(one, ofCharm<D>(hook)))
  const tests = new HandlerTests({ hook: name, meta: charm.meta, flags, files: memory.files })
  const trace = new Trace(name, charm.unit.name)
  try {
    await dispatchRestricted({ handlers: bound, tests, flags: new FlagSet([]), trace })
  } catch (error) {
    if (!(error instanceof Abort)) charm.log.error(trace.short)
    throw error
  }
}
