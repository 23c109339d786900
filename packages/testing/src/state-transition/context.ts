import { type CharmBase, dispatch } from "@charmkit/ops"
import type { CharmSpec } from "@charmkit/ops/metadata"
import {
  type ApplicationState,
  beforeHook,
  executeInProcess,
  flush,
  flushObstacle,
  HookContext,
  hookDone,
  type InProcessCharm,
  type InProcessExecution,
  type ModelState,
  Observer,
  observedVersions,
  type UnitState,
} from "minijuju/state-transition"
import type { PathOrUrl } from "../in-process/path-or-url.ts"
import { readProjectSpec } from "../in-process/project-spec.ts"
import { ToolReplyRunner } from "../in-process/tool-reply-runner.ts"
import { actionOutcome } from "./action-outcome.ts"
import { completeState, unknownFields } from "./complete-state.ts"
import { checkedEvent, inconsistencies } from "./consistency.ts"
import { deferredEvent } from "./deferred.ts"
import { CharmError, InconsistentStateError } from "./errors.ts"
import { Events, type JujuEvent } from "./events.ts"
import { eventName, executionOf } from "./execution-of.ts"
import { deepFreeze } from "./freeze.ts"
import type { Identity } from "./identity.ts"
import { modelOf } from "./model-of.ts"
import { type CharmClassOf, type Looks, recordedClass } from "./recorded-class.ts"
import { recordingTools, recordLogs } from "./recording-tools.ts"
import { type ActionOutcome, type EmittedEvent, type LogLine, Records, type ToolCall } from "./records.ts"
import type { DeferredEvent, State, StateInput, StatusOf } from "./state.ts"
import { stateOf } from "./state-of.ts"

/** What a charm class needs beside itself, and which of its units is tested. */
export type ContextOptions = {
  /** The application's name; default the charm's. */
  readonly app?: string
  /** The unit's number; default 0. */
  readonly unit?: number
} & (
  | {
      /** The charm project's folder, which holds `charmcraft.yaml` (or `metadata.yaml` and its companions). */
      readonly project: PathOrUrl
    }
  | {
      /** What the project's files declare, as `parseCharmSpec` of `@charmkit/ops/metadata` gives it. */
      readonly spec: CharmSpec
    }
)

/** Nothing is read or written there. */
const NO_PLACE = { charmDir: "/charm", toolsDir: "/charm/tools", socket: "@no-agent" }

/** A charm that waits for nothing outside would never reach this. */
const TIME_LIMIT_MS = 300_000

/**
 * One unit of a charm under test: `run(event, state)` gives the state that comes of it. The charm runs as in production, on
 * minijuju's hook tools, inside the test's process. What is seen beside the state is of the last run.
 */
export class Context<C extends CharmBase> {
  /** The events that Juju can send. */
  readonly on = new Events()
  readonly #CharmClass: CharmClassOf<C>
  readonly #identity: Identity
  #records = new Records()
  #running = false

  constructor(CharmClass: CharmClassOf<C>, options: ContextOptions) {
    const spec = "spec" in options ? options.spec : readProjectSpec(options.project)
    const { app = spec.metadata.name, unit = 0 } = options
    const own = Object.getOwnPropertyDescriptor(CharmClass, "handleKind")?.value
    const charm = typeof own === "string" ? own : CharmClass.name
    this.#CharmClass = CharmClass
    this.#identity = { spec, app, unit, charm }
  }

  /** Everything that was emitted, in order, Juju's event among it; without what every dispatch emits. */
  get emittedEvents(): readonly EmittedEvent[] {
    return this.#records.emittedEvents
  }

  /** Every call of a hook tool, in order. */
  get toolCalls(): readonly ToolCall[] {
    return this.#records.toolCalls
  }

  /** What the charm logged. */
  get logs(): readonly LogLine[] {
    return this.#records.logs
  }

  /** Every status that was set for the unit, the last one included. */
  get unitStatusHistory(): readonly StatusOf[] {
    return this.#records.unitStatusHistory
  }

  /** Every status that was set for the application, the last one included. */
  get appStatusHistory(): readonly StatusOf[] {
    return this.#records.appStatusHistory
  }

  /** Every workload version that was set, the last one included. */
  get workloadVersionHistory(): readonly string[] {
    return this.#records.workloadVersionHistory
  }

  /** What the action said; undefined after any other event. */
  get action(): ActionOutcome | undefined {
    return this.#records.action
  }

  /**
   * The event as one that the charm, or an object of it, has deferred in an earlier hook.
   * @param method the handler's name
   * @param observer the path of the object that has the handler; default the charm
   * @param number tells several events of one kind apart
   */
  deferred(
    event: JujuEvent,
    method: string,
    { observer = this.#identity.charm, number = 1 }: { observer?: string; number?: number } = {},
  ): DeferredEvent {
    return deferredEvent(this.#identity, event, { observer, method, number })
  }

  /**
   * Lets the event happen in the state. The given state stays as it is.
   * @param looks sees the charm object itself in the middle
   * @returns the state after it, frozen
   * @throws InconsistentStateError if Juju could never produce this; the charm has not run then
   * @throws CharmError if the charm fails; what it wrote is dropped, as in Juju
   */
  async run(event: JujuEvent, input: StateInput = {}, looks: Looks<C> = {}): Promise<State> {
    if (this.#running) throw new Error("a context runs one event at a time: await run(), or make another one")
    this.#running = true
    this.#records = new Records()
    try {
      return await this.#run(event, this.#complete(event, input), looks)
    } finally {
      this.#running = false
      deepFreeze(this.#records.emittedEvents)
    }
  }

  #complete(event: JujuEvent, input: StateInput): State {
    const unknown = unknownFields(input).map((name) => `a state has no field "${name}"`)
    if (unknown.length > 0) throw new InconsistentStateError(eventName(this.#identity, event), unknown)
    return completeState(this.#identity, input)
  }

  async #run(given: JujuEvent, state: State, looks: Looks<C>): Promise<State> {
    const identity = this.#identity
    const name = eventName(identity, given)
    const { event, problems: ofAction } = await checkedEvent(identity, given)
    const problems = [...inconsistencies(identity, state, event), ...ofAction]
    if (problems.length > 0) throw new InconsistentStateError(name, problems)
    const { model, unit } = modelOf(identity, state, event)
    const thrown: unknown[] = []
    const charm = this.#charm(looks, thrown, unit, model.applications.get(unit.application))
    const failure = await this.#execute(charm, model, unit, event)
    if (failure === undefined) return stateOf(model, unit, identity, state, event)
    const [error] = thrown
    const reason = thrown.length > 0 ? `the charm threw ${String(error)}` : failure
    throw new CharmError(`${name} of ${identity.charm}`, reason, thrown.length > 0 ? { cause: error } : {})
  }

  /** Why it failed, or undefined. */
  async #execute(
    charm: InProcessCharm,
    model: ModelState,
    unit: UnitState,
    event: JujuEvent,
  ): Promise<string | undefined> {
    const execution = executionOf(this.#identity, event)
    const observer = new Observer()
    const relation = event.kind === "relation" ? `${event.relation.endpoint}:${event.relation.id}` : undefined
    recordLogs(observer, this.#records, relation)
    if (execution.kind === "hook") beforeHook(model, unit, execution.hook, observer)
    const context = new HookContext(model, unit, execution, observer)
    const end = await executeInProcess(context, charm, NO_PLACE, TIME_LIMIT_MS)
    if (execution.kind === "action") this.#records.action = actionOutcome(execution.action)
    if (end.outcome !== "ok") return `it ended with ${end.reason}`
    const obstacle = flushObstacle(context)
    if (obstacle !== undefined) return obstacle
    flush(context)
    if (execution.kind === "hook")
      hookDone(model, unit, execution.hook, observedVersions(model, unit, execution.hook))
    return undefined
  }

  #charm(
    looks: Looks<C>,
    thrown: unknown[],
    unit: UnitState,
    application: ApplicationState | undefined,
  ): InProcessCharm {
    const { spec } = this.#identity
    const records = this.#records
    const CharmClass = recordedClass(this.#CharmClass, records.emittedEvents, looks)
    const run = ({ env, charmDir, runTool }: InProcessExecution) =>
      dispatch({
        CharmClass,
        env,
        charmDir,
        spec,
        runner: new ToolReplyRunner(recordingTools(runTool, records, unit, application)),
        onError: (error) => thrown.push(error),
      })
    return { kind: "in-process", spec, run }
  }
}
