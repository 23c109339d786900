import type { ToolReply } from "@charmkit/ops/agent-protocol"
import type { ActionRun } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { mayLeave } from "../operator/remove.ts"
import { hookDone, observedVersions } from "../rules/hook-done.ts"
import { isObsolete, takeUpHook } from "../rules/leadership.ts"
import { nextHook, relationIds } from "../rules/next-operation.ts"
import type { Outcome } from "../state/events.ts"
import { describeHook, type Hook } from "../state/hook.ts"
import { getApplication } from "../state/model-state.ts"
import { statusInfo } from "../state/status.ts"
import type { UnitState } from "../state/unit.ts"
import { type ActionResult, actionResult, runAction } from "./action.ts"
import type { CharmProcess } from "./charm-process.ts"
import { CharmRun } from "./charm-run.ts"
import { type ExecRequest, unitNotFound } from "./exec-socket.ts"
import { type ExecutionEnd, executeInProcess, executePacked, failed } from "./execute.ts"
import { retryDelay } from "./retry.ts"
import { runCommands } from "./run-commands.ts"
import type { AgentRuntime } from "./runtime.ts"
import { betweenHooks } from "./scopes.ts"
import { type Work, WorkQueue } from "./work-queue.ts"

const ACTION_OUTPUT_BYTES = 1024 * 1024

/** The agent of one unit: it determines the next hook or action, runs it, records the result, and repeats. */
export class UnitAgent {
  readonly unit: UnitState
  readonly #runtime: AgentRuntime
  readonly #queue = new WorkQueue()
  /** The relations in which there may be a hook to run. */
  readonly #open = new Set<number>()
  #working: Promise<void> | undefined
  #process: CharmProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #kills = 0

  constructor(runtime: AgentRuntime, unit: UnitState) {
    this.#runtime = runtime
    this.unit = unit
    for (const id of relationIds(runtime.state, unit)) this.#open.add(id)
  }

  /** True while a hook or action runs or waits for a slot. */
  get busy(): boolean {
    return this.#working !== undefined
  }

  get idle(): Promise<void> {
    return this.#working ?? Promise.resolve()
  }

  /**
   * Starts the next hook or action, if there is one and none is running.
   * @param relations in which something may have changed
   */
  kick(relations: readonly number[]): void {
    for (const id of relations) this.#open.add(id)
    if (this.#working !== undefined || this.#runtime.stopping || this.unit.life === "dead") return
    const { state, observer } = this.#runtime
    if (betweenHooks(state, this.unit, this.#open, observer)) this.#runtime.changed()
    const work = this.#next()
    if (work === undefined) return
    this.#working = this.#work(work)
  }

  async #work(work: Work): Promise<void> {
    // Start asynchronously, so that code called from a hook sees this agent as busy.
    await undefined
    let concernsAll = true
    try {
      concernsAll = await work()
    } finally {
      this.#working = undefined
      this.#runtime.changed(concernsAll ? undefined : this.unit.name)
    }
  }

  queueAction(run: ActionRun): Promise<ActionResult> {
    return new Promise((done) => {
      this.#queue.add({
        run: () => this.#runAction(run, done),
        drop: () => done(actionResult(run, failed("the model was stopped"))),
      })
      this.#runtime.changed(this.unit.name)
    })
  }

  /** Runs the commands of a `juju-exec` and resolves to what it prints. Rejects with the reason if they cannot run. */
  queueCommands(request: ExecRequest): Promise<ToolReply> {
    return new Promise((done, refuse) => {
      this.#queue.add({
        run: () => runCommands(this.#runtime, this.unit, request, (run) => this.#execute(run), done, refuse),
        drop: () => refuse(unitNotFound(request.unit)),
      })
      this.#runtime.changed(this.unit.name)
    })
  }

  /** Ends the wait after a failed hook: retries it now, or marks it as done without running it. */
  resolve(retry: boolean): void {
    const { pending } = this.unit
    if (pending?.state !== "error") return
    clearTimeout(this.#timer)
    const { state } = this.#runtime
    if (retry) pending.state = "queued"
    else hookDone(state, this.unit, pending.hook, observedVersions(state, this.unit, pending.hook))
    this.#runtime.changed()
  }

  /**
   * Replaces the charm of a unit in error, as `refresh --force-units` does: the failed hook stays, and its retry runs
   * the new charm instead of upgrade-charm (Juju: `uniter/operation/deploy.go`).
   */
  async replaceCharmInError(): Promise<void> {
    const { pending } = this.unit
    if (pending?.state !== "error") return
    clearTimeout(this.#timer)
    pending.state = "held"
    try {
      await this.idle
      await this.#runtime.unpack(this.unit)
      this.unit.charmRevision = getApplication(this.#runtime.state, this.unit.application).charmRevision
    } finally {
      pending.state = "error"
      this.scheduleRetry()
      this.#runtime.changed()
    }
  }

  /** Continues the work of the unit's agent in an earlier process: a hook that was running is run again. */
  resume(): void {
    const { pending } = this.unit
    if (pending?.state === "held") pending.state = "queued"
    this.scheduleRetry()
    if (pending === undefined && this.unit.agentStatus.current === "executing")
      this.unit.agentStatus = statusInfo("idle")
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#process?.kill("SIGKILL")
    // A charm inside this process cannot be killed, so wait at most 2 seconds for it.
    await Promise.race([this.#working, new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
    this.#queue.drop()
  }

  /** Kills the charm process synchronously, while this process exits. */
  killNow(): void {
    this.#process?.kill("SIGKILL")
  }

  #next(): Work | undefined {
    const { unit } = this
    const mayRun = unit.installed && (unit.pending === undefined || unit.pending.state === "error")
    const queued = mayRun ? this.#queue.take() : undefined
    if (queued !== undefined) return queued
    const hook = nextHook(this.#runtime.state, unit, this.#open)
    if (hook !== undefined) return () => this.#runHook(hook)
    if (mayLeave(this.#runtime.state, unit)) return () => this.#leave()
    return undefined
  }

  async #leave(): Promise<boolean> {
    this.#runtime.unitGone(this.unit)
    this.#queue.drop()
    return true
  }

  async #runHook(hook: Hook): Promise<boolean> {
    const { unit } = this
    const { state, observer } = this.#runtime
    const pending = takeUpHook(unit, hook)
    return await this.#runtime.inTurn(unit, async () => {
      if (this.#runtime.stopping) return false
      if (isObsolete(state, unit, hook)) {
        unit.pending = undefined
        this.#runtime.save()
        return false
      }
      const description = describeHook(hook)
      const run = new CharmRun(state, unit, { kind: "hook", hook }, observer)
      unit.agentStatus = statusInfo("executing", `running ${description}`)
      observer.emit({
        type: "hook-started",
        unit: unit.name,
        hook: description,
        attempt: pending.failures + 1,
      })
      const started = performance.now()
      this.#runtime.save()
      const executed = await this.#executeHook(run.context, hook)
      // The hook was killed because the model stops: its changes are dropped, and nobody waits for its result.
      if (this.#runtime.stopping) return false
      const end = run.commit(executed)
      const outcome = this.#settle(run, end)
      this.#runtime.save()
      const { toolCalls, concernsAll } = run.context
      const reason = outcome === "ok" ? {} : { reason: end.reason }
      observer.emit({
        type: "hook-finished",
        unit: unit.name,
        hook: description,
        outcome,
        durationMs: performance.now() - started,
        toolCalls,
        ...reason,
      })
      return concernsAll
    })
  }

  async #executeHook(context: HookContext, hook: Hook): Promise<ExecutionEnd> {
    try {
      // Storages are attached before install, by the charm's hooks.
      if (!this.unit.installed || hook.kind === "upgrade-charm") await this.#runtime.unpack(this.unit)
      if (hook.kind === "storage-attached") this.#runtime.mountStorage(this.unit, hook.storageId)
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    }
    return this.#execute(context)
  }

  #settle(run: CharmRun, end: ExecutionEnd): Outcome {
    const { unit } = this
    unit.agentStatus = statusInfo("idle")
    if (end.outcome === "ok" || end.outcome === "missing") {
      this.#kills = 0
      return end.outcome === "ok" ? "ok" : "skipped"
    }
    const { pending } = unit
    if (pending === undefined) return "failed"
    if (end.outcome === "killed") {
      pending.state = "held"
      // A hook killed from outside is not a failure of the charm: queue it again, with a growing delay.
      this.#kills += 1
      this.#retryIn(Math.min(20 * 2 ** this.#kills, 5_000))
      return "requeued"
    }
    pending.state = "error"
    pending.failures += 1
    pending.failed = new Date()
    if (unit.ignoresFailures) {
      run.done()
      return "failed"
    }
    this.scheduleRetry()
    return "failed"
  }

  /** Lets a failed hook wait for its retry, or for `resolve` if hooks are not retried. */
  scheduleRetry(): void {
    const { pending } = this.unit
    if (pending?.state !== "error") return
    clearTimeout(this.#timer)
    const { retry } = this.#runtime
    if (retry.enabled) this.#retryIn(retryDelay(retry, pending.failures))
  }

  #retryIn(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.unit.pending !== undefined) this.unit.pending.state = "queued"
      this.#runtime.changed(this.unit.name)
    }, delayMs)
  }

  #execute(context: HookContext): Promise<ExecutionEnd> {
    const { charm } = getApplication(this.#runtime.state, this.unit.application)
    const place = this.#runtime.place(this.unit)
    if (charm.kind === "in-process")
      return executeInProcess(context, charm, place, this.#runtime.hookTimeLimitMs)
    const { unit } = this
    this.#runtime.running(unit, { contextId: context.id })
    return executePacked(context, charm, {
      place,
      timeLimitMs: this.#runtime.hookTimeLimitMs,
      keepBytes: context.execution.kind === "hook" ? 0 : ACTION_OUTPUT_BYTES,
      onProcess: (process) => {
        this.#process = process
        const pid = process?.pid
        const execution =
          process === undefined ? undefined : { contextId: context.id, ...(pid === undefined ? {} : { pid }) }
        this.#runtime.running(unit, execution)
      },
    })
  }

  async #runAction(run: ActionRun, done: (result: ActionResult) => void): Promise<boolean> {
    return await this.#runtime.inTurn(this.unit, async () => {
      const { state, observer } = this.#runtime
      const charmRun = new CharmRun(state, this.unit, { kind: "action", action: run }, observer)
      const { context } = charmRun
      const result = await runAction(charmRun, run, () => this.#execute(context))
      this.#runtime.save()
      done(result)
      return context.concernsAll
    })
  }
}
