import type { ActionResult } from "../agent/action.ts"
import type { ActionRun } from "../context/execution.ts"
import type { Engine } from "../model/engine.ts"
import { actionOf, checkAction } from "../operator/actions.ts"
import type { ApplicationState } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { findUnit, getApplication, getUnit } from "../state/model-state.ts"

/** What a task runs: an action of the charm, or shell commands in the unit's hook environment. */
export type Work =
  | { readonly action: string; readonly params: Readonly<Record<string, unknown>> }
  | { readonly commands: string; readonly timeoutMs: number }

/** One action or command on one unit, from the time it is requested. */
export interface Task {
  readonly id: string
  readonly operation: string
  readonly unit: string
  readonly name: string
  /** As given, without defaults. */
  readonly params: Readonly<Record<string, unknown>>
  readonly enqueued: Date
  started: Date | undefined
  completed: Date | undefined
  readonly logTimes: readonly Date[]
  /** The result, once the task has ended. */
  result: ActionResult | undefined
  readonly done: Promise<ActionResult>
}

interface Checked {
  readonly params: Readonly<Record<string, unknown>>
  readonly refusal?: string
}

const NOTHING = { status: "error", results: {}, log: [] } as const

/** Number of finished tasks that are kept. */
const MAX_FINISHED = 500

/** The tasks of one model. They and their results are lost when the background process ends. */
export class Tasks {
  readonly #engine: Engine
  readonly #tasks = new Map<string, Task>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  newOperation(): string {
    return String(this.#engine.state.nextOperation++)
  }

  get(id: string): Task {
    const task = this.#tasks.get(id)
    if (task === undefined) throw new MinijujuError("not-found", `task "${id}" not found`)
    return task
  }

  ofOperation(id: string): readonly Task[] {
    const tasks = [...this.#tasks.values()].filter(({ operation }) => operation === id)
    if (tasks.length === 0) throw new MinijujuError("not-found", `operation "${id}" not found`)
    return tasks
  }

  all(): readonly Task[] {
    return [...this.#tasks.values()]
  }

  /**
   * Starts a task.
   * @throws MinijujuError if the unit, the action or its parameters are not valid; nothing is queued then
   */
  async start(operation: string, unitName: string, work: Work): Promise<Task> {
    const { state } = this.#engine
    if (findUnit(state, unitName) === undefined && jujuRules(state).numbersUnscheduledTasks)
      state.nextOperation += 1
    const unit = getUnit(state, unitName)
    const application = getApplication(state, unit.application)
    const checked = await this.#check(application, work)
    const { params } = checked
    const agent = this.#engine.agent(unitName)
    if (agent === undefined) throw new MinijujuError("not-found", `unit "${unitName}" not found`)
    const logTimes: Date[] = []
    const id = String(this.#engine.state.nextOperation++)
    const name = "action" in work ? work.action : "juju-exec"
    const run: ActionRun = {
      id,
      name,
      params,
      results: new Map(),
      log: [],
      logTimes,
      failure: undefined,
      ...("commands" in work ? { commands: work.commands } : {}),
    }
    const done =
      checked.refusal === undefined
        ? agent.queueAction(run)
        : Promise.resolve<ActionResult>({ ...NOTHING, id, message: checked.refusal })
    const began = this.#engine.observer.listen((event) => {
      if (event.type !== "hook-started" || event.unit !== unitName || event.hook !== `action ${name}`) return
      task.started = event.at
      began()
    })
    const task: Task = {
      id,
      operation,
      unit: unitName,
      name,
      params: "action" in work ? work.params : params,
      enqueued: new Date(),
      started: undefined,
      completed: undefined,
      logTimes,
      result: undefined,
      done,
    }
    void done.then((result) => {
      began()
      task.result = result
      task.completed = new Date()
    })
    this.#tasks.set(id, task)
    this.#forgetOld()
    return task
  }

  /** Checks the parameters, where the controller does it: otherwise the reason of a refusal is the task's result. */
  async #check(application: ApplicationState, work: Work): Promise<Checked> {
    // Nanoseconds, as Go counts.
    if ("commands" in work) return { params: { command: work.commands, timeout: work.timeoutMs * 1e6 } }
    const { state } = this.#engine
    actionOf(application, work.action)
    try {
      return { params: await checkAction(state, application, work.action, work.params) }
    } catch (error) {
      if (!(error instanceof MinijujuError) || !jujuRules(state).validatesActionsOnUnit) throw error
      return { params: work.params, refusal: `cannot run "${work.action}" action: ${error.message}` }
    }
  }

  #forgetOld(): void {
    for (const [id, task] of this.#tasks) {
      if (this.#tasks.size <= MAX_FINISHED) return
      if (task.result !== undefined) this.#tasks.delete(id)
    }
  }
}
