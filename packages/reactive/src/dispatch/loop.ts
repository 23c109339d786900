import type { CharmBase } from "@charmkit/ops"
import type { FlagSet } from "../flags/flags.ts"
import type { Handler } from "../handlers/handler.ts"
import type { HandlerTests } from "../handlers/handler-tests.ts"
import { whichFlags } from "../handlers/why.ts"
import { DispatchLoopError, EndOfHook } from "./errors.ts"
import type { Trace } from "./trace.ts"

/** The limit in charms.reactive. */
const ROUNDS = 100

export interface Loop {
  readonly handlers: readonly Handler[]
  readonly tests: HandlerTests
  readonly flags: FlagSet
  readonly trace: Trace
  readonly charm: CharmBase
  /** The name of the hook. */
  readonly hook: string
}

/** Runs the handlers of a restricted hook once; Juju refuses state and relation commands there. */
export async function dispatchRestricted(loop: Loop): Promise<void> {
  const batch = loop.handlers.filter((handler) => handler.phase === "restricted" && loop.tests.holds(handler))
  loop.trace.phase("restricted")
  await runBatch(loop, batch)
}

/**
 * Runs handlers as charms.reactive 1.5 does: first those of the hook; then, in rounds, those of flags and files, until none is left. The
 * first round runs every handler whose conditions hold. Later rounds run a handler only if the previous round set or cleared one of its
 * flags. Changes made before the loop therefore run no handler twice.
 * @throws DispatchLoopError after too many rounds
 */
export async function dispatchHook(loop: Loop): Promise<void> {
  const { handlers, tests, flags, trace } = loop
  const ofPhase = (phase: "hooks" | "other") =>
    handlers.filter((handler) => handler.phase === phase && tests.holds(handler))
  trace.phase("hooks")
  if (!(await runBatch(loop, ofPhase("hooks")))) return
  for (let round = 0; ; round += 1) {
    const batch = ofPhase("other").filter(
      (handler) => round === 0 || isConcerned(handler, flags.watch.changed),
    )
    if (batch.length === 0) return
    if (round === ROUNDS) throw new DispatchLoopError(ROUNDS, trace.lastRound)
    trace.phase(`round ${round + 1}`)
    if (!(await runBatch(loop, batch, round === 0 ? undefined : flags.watch.changed))) return
  }
}

function isConcerned(handler: Handler, changed: ReadonlySet<string>): boolean {
  return handler.flags === undefined || handler.flags.some((flag) => changed.has(flag))
}

/**
 * Runs handlers whose list was computed before the first of them.
 * @param changed the flags that the previous round set or cleared
 * @returns false if a handler has ended the hook
 */
async function runBatch(
  { tests, flags, trace, charm, hook }: Loop,
  batch: readonly Handler[],
  changed?: ReadonlySet<string>,
): Promise<boolean> {
  let waiting = [...batch]
  while (true) {
    const handler = waiting.shift()
    if (handler === undefined) break
    const { removals } = flags.watch
    tests.running(handler)
    trace.running(handler, whichFlags(handler, flags, changed))
    try {
      // As ops calls its own, for debuggers and tracing.
      await charm.framework.call(handler.run, { path: hook }, handler)
    } catch (error) {
      if (error instanceof EndOfHook) {
        trace.ended(handler)
        return false
      }
      trace.failed(handler, error)
      throw error
    }
    if (flags.watch.removals === removals) continue
    const dropped = waiting.filter((one) => !tests.holds(one))
    waiting = waiting.filter((one) => !dropped.includes(one))
    for (const one of dropped) trace.dropped(one)
  }
  flags.watch.endBatch()
  return true
}
