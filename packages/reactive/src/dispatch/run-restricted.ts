import { Abort, type CharmBase, type RunningHook } from "@charmkit/ops"
import type { CharmDeclaration } from "../charm/declaration.ts"
import { FlagSet } from "../flags/flags.ts"
import { refusedFlags } from "../flags/refused-flags.ts"
import { bind } from "../handlers/handler.ts"
import { HandlerTests } from "../handlers/handler-tests.ts"
import { Memory } from "../memory/memory.ts"
import { StatusLayer } from "../status/status-layer.ts"
import type { CharmParts } from "./charm-parts.ts"
import { createHookArgument, hookName, withDeclaredNames } from "./hook-argument.ts"
import { dispatchRestricted } from "./loop.ts"
import { Trace } from "./trace.ts"

/** Runs a restricted hook: without state, interfaces and callbacks, because Juju refuses their commands here. */
export async function runRestricted<D extends CharmDeclaration>(
  { handlers, declaration }: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
): Promise<void> {
  const name = hookName(running)
  const memory = new Memory(charm)
  const flags = refusedFlags(name)
  const status = new StatusLayer(charm.unit, declaration.layers ?? [])
  // Statuses are set at once: without the end of a loop there is no time to choose between the layers.
  status.finish()
  const hook = createHookArgument({
    charm,
    running,
    flags,
    status,
    memory,
    interfaces: new Map(),
    leadership: undefined,
  })
  const bound = handlers.map((one) => bind(one, withDeclaredNames<D>(hook)))
  const tests = new HandlerTests({ hook: name, meta: charm.meta, flags, files: memory.files })
  const trace = new Trace(name, charm.unit.name)
  try {
    await dispatchRestricted({ handlers: bound, tests, flags: new FlagSet([]), trace, charm, hook: name })
  } catch (error) {
    if (!(error instanceof Abort)) charm.log.error(trace.short)
    throw error
  }
}
