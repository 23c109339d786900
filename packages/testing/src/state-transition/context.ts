import { resolve } from "node:path"
import { type CharmBase, dispatch } from "@charmkit/ops"
import type { CharmSpec } from "@charmkit/ops/metadata"
import {
  CharmRun,
  executeInProcess,
  type InProcessCharm,
  type InProcessExecution,
  type JujuSeries,
  jujuVersionOf,
  type ModelState,
  Observer,
  type UnitState,
} from "minijuju/state-transition"
import { type PathOrUrl, pathFrom } from "../in-process/path-or-url.ts"
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
import { unitEnvironment } from "./hook-environment.ts"
import type { Identity } from "./identity.ts"
import { modelOf } from "./model-of.ts"
import { type CharmClassOf, type Looks, recordedClass } from "./recorded-class.ts"
import { recordingTools, recordLogs } from "./recording-tools.ts"
import { type ActionOutcome, type EmittedEvent, type LogLine, Records, type ToolCall } from "./records.ts"
import type { DeferredEvent, State, StateInput, StatusOf } from "./state.ts"
import { stateOf } from "./state-of.ts"
import { stateTools } from "./state-tools.ts"

/** What `Context` needs in addition to the charm class: the charm's metadata, and the name of the tested unit. */
export type ContextOptions = {
  /** The application's name. Default: the charm's name. */
  readonly app?: string
  /** The unit's number. Default 0. */
  readonly unit?: number
  /** The Juju that is emulated. Default: that of the variable `MINIJUJU_JUJU`, or 3.6. */
  readonly juju?: JujuSeries
  /** The version in JUJU_VERSION: `3.4.0`. The hook tools are those of `juju`, whose version is the default. */
  readonly jujuVersion?: string
  /** Default: the unit's number. */
  readonly machineId?: string
  /** Default: none. */
  readonly availabilityZone?: string
  /**
   * The unit next to which a subordinate runs: `web/0`. Default: the unit in a relation of an endpoint with the scope
   * "container" that the charm requires.
   */
  readonly principalUnit?: string
} & (
  | {
      /** The charm project's folder, which contains `charmcraft.yaml` (or `metadata.yaml`, `config.yaml` and `actions.yaml`). */
      readonly project: PathOrUrl
    }
  | {
      /** The charm's metadata, as returned by `parseCharmSpec` of `@charmkit/ops/metadata`. */
      readonly spec: CharmSpec
    }
)

/** What one run is about. */
interface Run {
  readonly model: ModelState
  readonly unit: UnitState
  readonly state: State
  readonly event: JujuEvent
}

/** Placeholders: nothing is read from or written to these paths. */
const PLACEHOLDER_PATHS = { charmDir: "/charm", toolsDir: "/charm/tools", socket: "@no-agent" }

/** Long enough for every charm that does not wait for external events. */
const TIME_LIMIT_MS = 300_000

/**
 * One unit of a charm under test. `run(event, state)` returns the state after the event. The charm runs as in production, with minijuju's
 * hook tools, in the test's process. The other properties describe the last run.
 */
export class Context<C extends CharmBase> {
  /** Creates the events that Juju can send. */
  readonly on = new Events()
  readonly #CharmClass: CharmClassOf<C>
  readonly #identity: Identity
  #records = new Records()
  #running = false

  constructor(CharmClass: CharmClassOf<C>, options: ContextOptions) {
    const spec = "spec" in options ? options.spec : readProjectSpec(options.project)
    const { app = spec.metadata.name, unit = 0 } = options
    const charmDir = "spec" in options ? PLACEHOLDER_PATHS.charmDir : resolve(pathFrom(options.project))
    const own = Object.getOwnPropertyDescriptor(CharmClass, "handleKind")?.value
    const charm = typeof own === "string" ? own : CharmClass.name
    this.#CharmClass = CharmClass
    const jujuVersion = jujuVersionOf(options.juju)
    const { principalUnit } = options
    const env = unitEnvironment(options)
    this.#identity = { spec, app, unit, charm, principalUnit, jujuVersion, charmDir, env }
  }

  /** All emitted events in order, including Juju's event; without the framework's events of every dispatch. */
  get emittedEvents(): readonly EmittedEvent[] {
    return this.#records.emittedEvents
  }

  /** All hook tool calls, in order. */
  get toolCalls(): readonly ToolCall[] {
    return this.#records.toolCalls
  }

  /** What the charm logged. */
  get logs(): readonly LogLine[] {
    return this.#records.logs
  }

  /** Every status that was set for the unit, including the last one. */
  get unitStatusHistory(): readonly StatusOf[] {
    return this.#records.unitStatusHistory
  }

  /** Every status that was set for the application, including the last one. */
  get appStatusHistory(): readonly StatusOf[] {
    return this.#records.appStatusHistory
  }

  /** Every workload version that was set, including the last one. */
  get workloadVersionHistory(): readonly string[] {
    return this.#records.workloadVersionHistory
  }

  /** How many instances of each storage the charm has requested. */
  get requestedStorages(): Readonly<Record<string, number>> {
    return this.#records.requestedStorages
  }

  /** Whether the charm has asked for a reboot, and when. With `now`, its other writes are dropped, as in Juju. */
  get reboot(): "after-hook" | "now" | undefined {
    return this.#records.reboot
  }

  /** The action's outcome; undefined after any other event. */
  get action(): ActionOutcome | undefined {
    return this.#records.action
  }

  /**
   * Returns the event as one that a handler has deferred in an earlier hook.
   * @param method the handler's name
   * @param observer the path of the object that has the handler; default: the charm
   * @param number distinguishes several events of one kind
   */
  deferred(
    event: JujuEvent,
    method: string,
    { observer = this.#identity.charm, number = 1 }: { observer?: string; number?: number } = {},
  ): DeferredEvent {
    return deferredEvent(this.#identity, event, { observer, method, number })
  }

  /**
   * Runs the charm for the event in the given state, which is not modified.
   * @param looks callbacks that receive the charm object during the run
   * @returns the state after it, frozen
   * @throws InconsistentStateError if Juju could never produce the state or event; the charm is not run
   * @throws CharmError if the charm fails; its writes are dropped, as in Juju
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
    const charm = this.#charm(looks, thrown, { model, unit, state, event })
    const failure = await this.#execute(charm, model, unit, event)
    if (failure === undefined) return stateOf(model, unit, identity, state, event)
    const [error] = thrown
    const reason = thrown.length > 0 ? `the charm threw ${String(error)}` : failure
    throw new CharmError(`${name} of ${identity.charm}`, reason, thrown.length > 0 ? { cause: error } : {})
  }

  /** Returns the reason of a failure, or undefined. */
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
    const run = new CharmRun(model, unit, execution, observer)
    const place = { ...PLACEHOLDER_PATHS, charmDir: this.#identity.charmDir }
    const end = await executeInProcess(run.context, charm, place, TIME_LIMIT_MS)
    for (const { name, count } of run.context.writes.addStorages)
      this.#records.requestedStorages[name] = (this.#records.requestedStorages[name] ?? 0) + count
    if (execution.kind === "action") this.#records.action = actionOutcome(execution.action)
    if (end.outcome !== "ok") return `it ended with ${end.reason}`
    // Juju has killed the hook, and runs it again after the reboot.
    if (this.#records.reboot === "now") return undefined
    const committed = run.commit(end)
    return committed.outcome === "ok" ? undefined : committed.reason
  }

  #charm(looks: Looks<C>, thrown: unknown[], { model, unit, state, event }: Run): InProcessCharm {
    const identity = this.#identity
    const { spec } = identity
    const application = model.applications.get(unit.application)
    const records = this.#records
    const CharmClass = recordedClass(this.#CharmClass, records.emittedEvents, looks)
    const run = ({ env, charmDir, runTool }: InProcessExecution) =>
      dispatch({
        CharmClass,
        env: { ...env, ...identity.env },
        charmDir,
        spec,
        runner: new ToolReplyRunner(
          recordingTools(stateTools(runTool, state, event, records), records, unit, application),
        ),
        onError: (error) => thrown.push(error),
      })
    return { kind: "in-process", spec, run }
  }
}
