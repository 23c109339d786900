import { Abort, type CharmBase, type RunningHook } from "@charmkit/ops"
import { configFlags } from "../automatic/config-flags.ts"
import { LeadershipFlags } from "../automatic/leadership-flags.ts"
import type { CharmDeclaration, InterfaceRegistration } from "../charm/declaration.ts"
import type { Hook } from "../charm/hook.ts"
import { FlagSet } from "../flags/flags.ts"
import { isKnown } from "../flags/known-flags.ts"
import { refusedFlags } from "../flags/refused-flags.ts"
import type { Trigger } from "../flags/triggers.ts"
import { bind, type Callable, type Handler, type Registration } from "../handlers/handler.ts"
import { HandlerTests } from "../handlers/handler-tests.ts"
import { runInterfaces } from "../interfaces/adapter.ts"
import { interfaceHandlers } from "../interfaces/interface-handlers.ts"
import { checkEndpoints, createInterfaces, type Interfaces } from "../interfaces/interfaces.ts"
import { Memory } from "../memory/memory.ts"
import { StatusLayer } from "../status/status-layer.ts"
import { EndOfHook } from "./errors.ts"
import { dispatchHook, dispatchRestricted, type Loop } from "./loop.ts"
import { hookName, ofCharm, openHook } from "./open-hook.ts"
import { Trace } from "./trace.ts"

const SERIES_UPGRADE = "upgrade.series.in-progress"

/** What makes up a charm; the same for all of its hooks. */
export interface CharmParts<D extends CharmDeclaration> {
  readonly declaration: D
  readonly handlers: readonly Registration<Hook<D>>[]
  readonly triggers: readonly Trigger[]
  readonly interfaces: readonly InterfaceRegistration[]
  readonly atStart: readonly Callable<Hook<D>>[]
  readonly atExit: readonly Callable<Hook<D>>[]
}

/** Runs one hook. Nothing of it is kept if it throws: flags and values are written by the dispatch, with the relation data. */
export async function runReactive<D extends CharmDeclaration>(
  parts: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
): Promise<void> {
  if (running.restricted) return runRestricted(parts, charm, running)
  const trace = new Trace(hookName(running), charm.unit.name)
  try {
    await new ReactiveRun(parts, charm, running, trace).run()
  } catch (error) {
    if (!(error instanceof Abort)) charm.log.error(`${trace}\nnothing of this hook was kept`)
    throw error
  }
}

/** No state, no interfaces, no callbacks: Juju allows a charm next to nothing here. */
async function runRestricted<D extends CharmDeclaration>(
  { handlers, declaration }: CharmParts<D>,
  charm: CharmBase,
  running: RunningHook,
): Promise<void> {
  const hook = hookName(running)
  const memory = new Memory(charm)
  const flags = refusedFlags(hook)
  const status = new StatusLayer(charm.unit, declaration.layers ?? [])
  const hookArgument = openHook({
    charm,
    running,
    flags,
    status,
    memory,
    interfaces: new Map(),
    leadership: undefined,
  })
  const argument = ofCharm<D>(hookArgument)
  const tests = new HandlerTests({ hook, meta: charm.meta, flags, files: memory.files })
  const trace = new Trace(hook, charm.unit.name)
  const bound = handlers.map((one) => bind(one, argument))
  await dispatchRestricted({ handlers: bound, tests, flags: new FlagSet([]), trace })
}

class ReactiveRun<D extends CharmDeclaration> {
  readonly #parts: CharmParts<D>
  readonly #charm: CharmBase
  readonly #running: RunningHook
  readonly #trace: Trace
  readonly #memory: Memory
  readonly #flags: FlagSet

  constructor(parts: CharmParts<D>, charm: CharmBase, running: RunningHook, trace: Trace) {
    this.#parts = parts
    this.#charm = charm
    this.#running = running
    this.#trace = trace
    this.#memory = new Memory(charm)
    this.#flags = new FlagSet(this.#storedFlags(), (flag, isSet) => trace.changed(flag, isSet))
  }

  async run(): Promise<void> {
    const { declaration, triggers } = this.#parts
    const flags = this.#flags
    const trace = this.#trace
    for (const trigger of triggers) flags.addTrigger(trigger)
    this.#setAutomaticFlags()
    const { seen } = this.#memory
    const leadership = new LeadershipFlags(this.#charm.unit, this.#running.runner, flags, seen)
    const interfaces = await this.#startInterfaces()

    const tracing = this.#isTraced()
    trace.start(tracing ? flags.getFlags() : flags.known)
    const status = new StatusLayer(this.#charm.unit, declaration.layers ?? [])
    const hook = openHook({
      charm: this.#charm,
      running: this.#running,
      flags,
      status,
      memory: this.#memory,
      interfaces,
      leadership,
    })
    await this.#runCharm(ofCharm<D>(hook), interfaceHandlers(interfaces, hook))
    status.finish()
    this.#memory.flags.save(flags.known)
    trace.finish(flags.known)
    if (tracing) this.#charm.log.debug(String(trace))
  }

  async #runCharm(hook: Hook<D>, ofInterfaces: readonly Handler[]): Promise<void> {
    const { handlers, atStart, atExit } = this.#parts
    const own = handlers.map((one) => bind(one, hook))
    try {
      for (const callback of atStart) await callback(hook)
      await dispatchHook(this.#loop(hook.name, [...ofInterfaces, ...own]))
    } catch (error) {
      if (!(error instanceof EndOfHook)) throw error
    }
    for (const callback of [...atExit].reverse()) await callback(hook)
  }

  #loop(hook: string, handlers: readonly Handler[]): Loop {
    const flags = this.#flags
    const tests = new HandlerTests({
      hook,
      meta: this.#charm.meta,
      flags,
      files: this.#memory.files,
    })
    return { handlers, tests, flags, trace: this.#trace }
  }

  #storedFlags(): readonly string[] {
    const { meta, log } = this.#charm
    const known = { declared: this.#parts.declaration.flags, endpoints: Object.keys(meta.endpoints) }
    const stored = this.#memory.flags.load()
    const forgotten = stored.filter((flag) => !isKnown(flag, known))
    if (forgotten.length > 0) {
      log.info(`Forgetting flags that this version of the charm does not declare: ${forgotten.join(", ")}`)
    }
    return stored.filter((flag) => isKnown(flag, known))
  }

  #setAutomaticFlags(): void {
    const name = hookName(this.#running)
    const { config } = this.#charm
    const declared = this.#running.spec.config
    if (Object.keys(declared).length > 0) {
      const mayDiffer = name === "config-changed" || name === "upgrade-charm"
      const found = configFlags({ config, declared, seen: this.#memory.seen, mayDiffer })
      for (const flag of found) this.#flags.set(flag)
    }
    if (name === "pre-series-upgrade") this.#flags.set(SERIES_UPGRADE)
    if (name === "post-series-upgrade") this.#flags.clear(SERIES_UPGRADE)
  }

  async #startInterfaces(): Promise<Interfaces> {
    const { declaration, interfaces: registrations } = this.#parts
    checkEndpoints(this.#charm, declaration)
    const interfaces = createInterfaces(this.#charm, registrations)
    await runInterfaces({
      charm: this.#charm,
      hook: this.#running,
      interfaces,
      flags: this.#flags,
      seen: this.#memory.seen,
    })
    return interfaces
  }

  /** To be had for one unit too: Juju's own switch for debugging, or ours, in the agent's environment. */
  #isTraced(): boolean {
    const { trace } = this.#parts.declaration
    if (typeof trace === "string" && this.#flags.isSet(trace)) return true
    return trace === true || this.#running.context.debug || Boolean(this.#running.env.CHARMKIT_TRACE)
  }
}
