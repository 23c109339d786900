import { Abort, type CharmBase, type RunningHook } from "@charmkit/ops"
import { LeadershipFlags } from "../automatic/leadership-flags.ts"
import type { CharmDeclaration } from "../charm/declaration.ts"
import type { Hook } from "../charm/hook.ts"
import type { FlagSet } from "../flags/flags.ts"
import { bind, type Callable } from "../handlers/handler.ts"
import { HandlerTests } from "../handlers/handler-tests.ts"
import { runInterfaces } from "../interfaces/adapter.ts"
import { interfaceHandlers } from "../interfaces/interface-handlers.ts"
import { checkEndpoints, createInterfaces } from "../interfaces/interfaces.ts"
import { Memory } from "../memory/memory.ts"
import { StatusLayer } from "../status/status-layer.ts"
import type { CharmParts } from "./charm-parts.ts"
import { EndOfHook } from "./errors.ts"
import { createHookArgument, hookName, withDeclaredNames } from "./hook-argument.ts"
import { dispatchHook, type Loop } from "./loop.ts"
import { runRestricted } from "./run-restricted.ts"
import { startFlags } from "./start-flags.ts"
import { Trace } from "./trace.ts"

/** Runs one hook. If it throws, nothing is stored: the dispatch writes flags and values together with the relation data. */
export async function runReactive<D extends CharmDeclaration>(
  parts: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
): Promise<void> {
  if (running.restricted) return runRestricted(parts, charm, running)
  const trace = new Trace(hookName(running), charm.unit.name)
  try {
    await run(parts, charm, running, trace)
  } catch (error) {
    if (!(error instanceof Abort)) charm.log.error(`${trace.short}\nnothing of this hook was kept`)
    throw error
  }
}

async function run<D extends CharmDeclaration>(
  parts: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
  trace: Trace,
): Promise<void> {
  const memory = new Memory(charm)
  const { seen } = memory
  checkEndpoints(charm, parts.declaration)
  // Before anything is read from Juju: one of them may be ops' Tracing, which records what follows.
  const interfaces = createInterfaces(charm, parts.declaration.endpoints ?? {}, parts.interfaces)
  const flags = startFlags({ parts, charm, running, memory, trace })
  const leadership = new LeadershipFlags(charm.unit, running.runner, flags, seen)
  try {
    await runInterfaces({ charm, hook: running, interfaces, flags, seen })
  } catch (error) {
    trace.start(flags.known)
    throw error
  }

  const tracing = isTraced(parts.declaration, running, flags)
  trace.start(tracing ? flags.getFlags() : flags.known)
  const status = new StatusLayer(charm.unit, parts.declaration.layers ?? [])
  const hook = createHookArgument({ charm, running, flags, status, memory, interfaces, leadership })
  const handlers = [
    ...interfaceHandlers(interfaces, hook),
    ...parts.handlers.map((one) => bind(one, withDeclaredNames<D>(hook))),
  ]
  const tests = new HandlerTests({ hook: hook.name, meta: charm.meta, flags, files: memory.files })
  await runCharm(parts, withDeclaredNames<D>(hook), {
    handlers,
    tests,
    flags,
    trace,
    charm,
    hook: hook.name,
  })

  status.finish()
  memory.flags.save(flags.known)
  trace.finish(flags.known)
  if (tracing) charm.log.debug(String(trace))
}

async function runCharm<D extends CharmDeclaration>(
  { atStart, atExit }: CharmParts<D>,
  hook: Hook<D>,
  loop: Loop,
): Promise<void> {
  await untilEnd(async () => {
    await callAll("at start", atStart, hook, loop.trace)
    await dispatchHook(loop)
  })
  await untilEnd(() => callAll("at exit", [...atExit].reverse(), hook, loop.trace))
}

async function callAll<H>(
  phase: string,
  callbacks: readonly Callable<H>[],
  hook: H,
  trace: Trace,
): Promise<void> {
  trace.phase(phase)
  for (const callback of callbacks) {
    try {
      await callback(hook)
    } catch (error) {
      if (!(error instanceof EndOfHook)) trace.failedBetween(error)
      throw error
    }
  }
}

/** Runs `work`, which may call `hook.end()`. */
async function untilEnd(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof EndOfHook)) throw error
  }
}

/** Juju's debug switch or CHARMKIT_TRACE in the agent's environment enables the trace for one unit. */
function isTraced({ trace }: CharmDeclaration, { context, env }: RunningHook, flags: FlagSet): boolean {
  if (typeof trace === "string" && flags.isSet(trace)) return true
  return trace === true || context.debug || Boolean(env.CHARMKIT_TRACE)
}
