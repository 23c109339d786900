import type { CharmBase } from "../charm/charm-base.ts"
import { CharmFramework } from "../charm/charm-framework.ts"
import type { StateStore } from "../framework/state-store.ts"
import { milliseconds } from "../hook-tools/clock.ts"
import type { HookToolRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import { type Environment, type JujuContext, readJujuContext } from "../model/juju-context.ts"
import { Logger } from "../model/logger.ts"
import { Model } from "../model/model.ts"
import { Abort } from "./abort.ts"
import { eventName, isRestricted } from "./event-name.ts"
import { JujuStateStore } from "./juju-state-store.ts"
import { LocalStateStore } from "./local-state-store.ts"
import { readSpec } from "./read-spec.ts"
import { describe, reportFailure } from "./report-failure.ts"
import type { CharmClass, HookWatcher } from "./running-hook.ts"

/** The input of one dispatch, and where its output goes. */
export interface DispatchOptions {
  readonly CharmClass: CharmClass
  /** The environment that Juju passes to the hook. */
  readonly env: Environment
  /** The parsed environment; read from `env` if absent. */
  readonly context?: JujuContext
  readonly runner: HookToolRunner
  readonly charmDir: string
  /**
   * The charm's metadata, config and actions. Default: those that the packer put into the bundle, or else `charm.json` in the charm's
   * folder.
   */
  readonly spec?: CharmSpec
  /** Where stored state is kept. Default `juju`: it outlives pods and is rolled back when a hook fails. */
  readonly storage?: "juju" | "local"
  /** Receives lines for the process's stderr. Default: they are dropped. */
  readonly stderr?: (line: string) => void
  /** Receives the error that made the dispatch fail, as it was thrown. It is logged as well. */
  readonly onError?: (error: unknown) => void
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number
}

/**
 * Runs one hook or action of a charm.
 *
 * In order: the charm's constructor, deferred events (not in actions), the event of the hook, status collection, `preCommit`, `commit`; then all
 * staged relation data and changed state are sent. If anything throws, nothing is sent.
 * @returns the exit code for Juju: 0, 1 after an exception, or the code of an `Abort`
 */
export async function dispatch(options: DispatchOptions): Promise<number> {
  const { env, runner, context = readJujuContext(env), stderr = () => undefined } = options
  // The charm's own hook started the charm again, for example through a tool that runs the dispatch script.
  if (context.nested) return 0
  const log = new Logger(runner, { fallback: stderr, ...(context.debug && { echo: stderr }) })
  let watcher: HookWatcher | undefined
  try {
    watcher = options.CharmClass.watchHook?.(runner, context)
    await run({ ...options, runner: watcher?.runner ?? runner }, context, log)
    return 0
  } catch (error) {
    if (error instanceof Abort) return error.exitCode
    options.onError?.(error)
    reportFailure({ error, context, log, stderr })
    watcher?.failed(error)
    return 1
  }
}

async function run(options: DispatchOptions, context: JujuContext, log: Logger): Promise<void> {
  const { CharmClass, runner, charmDir, storage = "juju", now = milliseconds } = options
  const name = eventName(context.dispatchPath)
  const restricted = isRestricted(name)
  const { runHook } = CharmClass
  if (restricted && storage === "juju" && runHook === undefined) return

  const spec = options.spec ?? readSpec(charmDir)
  const model = new Model({ context, spec, runner, now })
  const store: StateStore = storage === "local" ? new LocalStateStore(charmDir) : new JujuStateStore(runner)
  const framework = new CharmFramework({ store, log, model, spec })
  try {
    const charm = new CharmClass(framework)
    // An old deferred event must not keep an operator from ending the unit, or from running an action (decisions/018).
    const keep = /^(stop|remove)$/.test(name)
      ? (error: unknown) => {
          if (error instanceof Abort) throw error
          log.error(`A deferred event failed, and stays deferred:\n${describe(error)}`)
        }
      : undefined
    const reemit = async () => {
      if (!context.action) await framework.reemit(keep)
    }
    const emit = () => emitHook(charm, name, context, log)
    if (runHook !== undefined) {
      await runHook(charm, { env: options.env, context, spec, restricted, runner, reemit, emit })
    } else {
      if (!restricted) await reemit()
      await emit()
      if (!restricted) await charm.on.collectStatuses()
    }
    await framework.finish()
  } finally {
    framework.close()
  }
  model.commit()
  framework.save()
}

async function emitHook(charm: CharmBase, name: string, context: JujuContext, log: Logger): Promise<void> {
  const emit = charm.on.hookEmitter(name)
  if (emit === undefined)
    log.debug(`The charm has no event for ${context.dispatchPath || "an empty hook name"}`)
  else await emit(context)
}
