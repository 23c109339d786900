import type { CharmBase } from "../charm/charm-base.ts"
import type { Framework } from "../framework/framework.ts"
import type { HookToolRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import type { Environment, JujuContext } from "../model/juju-context.ts"

/** The hook or action of a dispatch, for a style of charms that is built on this one. */
export interface RunningHook {
  readonly env: Environment
  readonly context: JujuContext
  readonly spec: CharmSpec
  /** Juju allows next to nothing: no stored state, no relations. */
  readonly restricted: boolean
  readonly runner: HookToolRunner
  /** Emits what was deferred in earlier dispatches. */
  reemit(): Promise<void>
  /** Emits the event of the hook, if the charm has one for it. */
  emit(): Promise<void>
}

/** A class of charms, as `main` takes it. */
export interface CharmClass {
  new (framework: Framework): CharmBase
  /**
   * Runs the hook in place of the dispatch: what was deferred, the event, the statuses. Everything around it stays the same:
   * relation data and state are sent when it has ended well, and only then. Called for restricted hooks too.
   */
  readonly runHook?: (charm: CharmBase, hook: RunningHook) => Promise<void>
}
