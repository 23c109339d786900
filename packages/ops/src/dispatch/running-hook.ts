import type { CharmBase } from "../charm/charm-base.ts"
import type { Framework } from "../framework/framework.ts"
import type { HookToolRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import type { Environment, JujuContext } from "../model/juju-context.ts"

/** The hook or action of a dispatch, for frameworks that are built on this one. */
export interface RunningHook {
  readonly env: Environment
  readonly context: JujuContext
  readonly spec: CharmSpec
  /** True for hooks in which Juju refuses stored state and relation commands. */
  readonly restricted: boolean
  readonly runner: HookToolRunner
  /** Emits the events that earlier dispatches deferred. Does nothing in an action; in `stop` and `remove`, failures are only logged. */
  reemit(): Promise<void>
  /** Emits the hook's event, if the charm has one for it. */
  emit(): Promise<void>
}

/** Watches one dispatch from its beginning; see {@link securityEvents}. */
export interface HookWatcher {
  /** All calls to Juju, except log lines, go through it. */
  readonly runner: HookToolRunner
  /** Receives the error that made the dispatch fail, after it was logged. */
  failed(error: unknown): void
}

/** A charm class as `main` accepts it. */
export interface CharmClass {
  new (framework: Framework): CharmBase
  /**
   * Replaces the default run of a hook (deferred events, the hook's event, status collection). Relation data and state are still sent
   * after it, and only if it succeeds. Called for restricted hooks too.
   */
  readonly runHook?: (charm: CharmBase, hook: RunningHook) => Promise<void>
  /** Returns the watcher of a dispatch. */
  readonly watchHook?: (runner: HookToolRunner, context: JujuContext) => HookWatcher
}
