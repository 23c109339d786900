import { setTimeout as sleep } from "node:timers/promises"
import type { PersistentModel } from "../controller/persistent-model.ts"
import type { Task, Work } from "../controller/tasks.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { timerDelay } from "../state/timer.ts"
import type { CommandCall } from "./command.ts"
import { parseDuration } from "./durations.ts"
import { print, sorted } from "./output.ts"
import { returnCode, taskView } from "./views/task-json.ts"
import { plain } from "./views/task-text.ts"
import { clock } from "./views/times.ts"

/** Runs tasks on units and prints the results: the common part of `run` and `exec`. `exec` shows no progress. */
export async function runOperation(
  call: CommandCall,
  persistent: PersistentModel,
  units: readonly string[],
  work: Work,
  defaultWaitMs: number,
): Promise<number> {
  const { console, flags } = call
  const progress = (text: string) => ("action" in work ? console.err(text) : undefined)
  const operation = persistent.tasks.newOperation()
  const tasks: Task[] = []
  const reasons: string[] = []
  for (const unit of units) {
    try {
      tasks.push(await persistent.tasks.start(operation, unit, work))
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      reasons.push(`  - ${unit}: ${error.message}`)
    }
  }
  persistent.save()
  if (tasks.length === 0) {
    progress("\n")
    console.err(`Operation ${operation} failed to schedule any tasks:\n${reasons.join("\n")}\n`)
    return 0
  }
  const plural = tasks.length === 1 ? "task" : "tasks"
  if (flags.bool("background")) {
    const ids = tasks.map(({ id }) => id).join(", ")
    console.err(`Scheduled operation ${operation} with ${plural} ${ids}\n`)
    console.err(`Check operation status with 'juju show-operation ${operation}'\n`)
    for (const { id } of tasks) console.err(`Check task status with 'juju show-task ${id}'\n`)
    return 0
  }
  progress(`Running operation ${operation} with ${tasks.length} ${plural}\n`)
  for (const { id, unit } of tasks) progress(`  - task ${id} on unit-${unit.replace("/", "-")}\n`)
  for (const reason of reasons) console.err(`${reason}\n`)
  progress("\n")
  for (const { id } of tasks) progress(`Waiting for task ${id}...\n`)
  const wait = flags.text("wait")
  const started = performance.now()
  await waitForTasks(
    call,
    tasks,
    wait === undefined ? defaultWaitMs : parseDuration(wait, "wait"),
    (open) => `timed out waiting for results from: ${open.map((unit) => `unit ${unit}`).join(", ")}`,
  )
  // Not elsewhere: programs compare what Juju prints.
  if (console.isTerminal) console.err(`Took ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
  for (const { logTimes, result } of tasks) progress(actionLog(logTimes, result?.log ?? []))
  persistent.save()
  const { fullTaskTimes } = jujuRules(persistent.engine.state)
  print(
    call,
    sorted(Object.fromEntries(tasks.map((task) => [task.unit, taskView(task, fullTaskTimes)]))),
    "plain",
    () => plain(tasks, console.isTerminal),
  )
  return reportFailures(call, tasks)
}

/**
 * Waits until tasks have ended, or the caller has.
 * @param waitMs undefined: without a limit
 * @param late what the error says of the units whose tasks have not ended
 */
export async function waitForTasks(
  call: CommandCall,
  tasks: readonly Task[],
  waitMs: number | undefined,
  late: (open: readonly string[]) => string,
): Promise<void> {
  const end = new AbortController()
  const signal = AbortSignal.any([end.signal, call.signal])
  const limit = sleep(timerDelay(waitMs ?? Number.POSITIVE_INFINITY), "late" as const, { signal }).catch(
    () => "late" as const,
  )
  const first = await Promise.race([Promise.all(tasks.map(({ done }) => done)), limit])
  end.abort()
  if (first !== "late") return
  throw new MinijujuError(
    "timeout",
    late(tasks.filter(({ result }) => result === undefined).map(({ unit }) => unit)),
  )
}

/** The messages of action-log, each with its time, and an empty line. */
function actionLog(times: readonly Date[], lines: readonly string[]): string {
  if (lines.length === 0) return ""
  return `${lines.map((line, i) => `${clock(times[i] ?? new Date(), true)} ${line}\n`).join("")}\n`
}

/** Reports tasks with a return code other than 0: the command then fails, although it prints the results. */
function reportFailures({ console }: CommandCall, tasks: readonly Task[]): number {
  const failed = tasks.filter((task) => returnCode(task) !== 0)
  if (failed.length === 0) return 0
  const one = failed.length === 1
  const lines = failed.map((task) => ` - id "${task.id}" with return code ${returnCode(task)}\n`)
  console.err(`ERROR the following ${one ? "task" : "tasks"} failed:\n${lines.join("")}\n`)
  console.err(`use 'juju show-task' to inspect the ${one ? "failure" : "failures"}\n\n`)
  return 1
}
