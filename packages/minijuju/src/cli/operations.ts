import { setTimeout as sleep } from "node:timers/promises"
import type { PersistentModel } from "../daemon/persistent-model.ts"
import type { Task, Work } from "../daemon/tasks.ts"
import { MinijujuError } from "../model/errors.ts"
import type { CommandCall } from "./command.ts"
import { parseDuration } from "./durations.ts"
import { print } from "./output.ts"
import { returnCode, taskView } from "./views/task-json.ts"
import { visible } from "./visible.ts"

/** Runs tasks on units and prints the results: the common part of `run` and `exec`. */
export async function runOperation(
  call: CommandCall,
  persistent: PersistentModel,
  units: readonly string[],
  work: Work,
  defaultWaitMs: number,
): Promise<number> {
  const { console, flags } = call
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
  console.err(`Running operation ${operation} with ${tasks.length} ${plural}\n`)
  for (const { id, unit } of tasks) console.err(`  - task ${id} on unit-${unit.replace("/", "-")}\n`)
  for (const reason of reasons) console.err(`${reason}\n`)
  console.err("\n")
  const wait = flags.text("wait")
  await waitForTasks(call, tasks, wait === undefined ? defaultWaitMs : parseDuration(wait, "wait"))
  persistent.save()
  print(call, Object.fromEntries(tasks.map((task) => [task.unit, taskView(task)])), "plain", () =>
    plain(tasks, console.isTerminal),
  )
  return reportFailures(call, tasks)
}

async function waitForTasks(call: CommandCall, tasks: readonly Task[], waitMs: number): Promise<void> {
  for (const { id } of tasks) call.console.err(`Waiting for task ${id}...\n`)
  const late = new AbortController()
  const signal = AbortSignal.any([late.signal, call.signal])
  const limit = sleep(waitMs, "late" as const, { signal }).catch(() => "late" as const)
  const end = await Promise.race([Promise.all(tasks.map(({ done }) => done)), limit])
  late.abort()
  if (end !== "late") return
  const open = tasks.filter(({ result }) => result === undefined).map(({ unit }) => `unit ${unit}`)
  throw new MinijujuError("timeout", `timed out waiting for results from: ${open.join(", ")}`)
}

/**
 * Output without --format: a single shell command's own output, otherwise the results. A shell command's output
 * is not escaped, except on a terminal.
 */
function plain(tasks: readonly Task[], isTerminal: boolean): string {
  return tasks
    .map((task) => {
      const { "return-code": _code, stdout = "", stderr = "", ...rest } = task.result?.results ?? {}
      const lines = Object.entries(rest).map(([key, value]) => visible(`${key}: ${text(value)}\n`))
      const message = task.result?.message ?? ""
      const own = task.name === "juju-exec"
      const failure = message === "" || own ? "" : visible(`${message}\n`)
      const output = `${text(stdout)}${text(stderr)}`
      const body = `${lines.join("")}${own && !isTerminal ? output : visible(output)}${failure}`
      return tasks.length === 1 ? body : `${task.unit}:\n${body.replace(/^(?=.)/gm, "  ")}`
    })
    .join("")
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** Reports tasks with a return code other than 0: the command then fails, although it prints the results. */
function reportFailures({ console }: CommandCall, tasks: readonly Task[]): number {
  const failed = tasks.filter((task) => returnCode(task) !== 0)
  if (failed.length === 0) return 0
  const one = failed.length === 1
  const lines = failed.map((task) => ` - id "${task.id}" with return code ${returnCode(task)}\n`)
  console.err(`ERROR the following ${one ? "task" : "tasks"} failed:\n${lines.join("")}\n`)
  console.err(`use 'juju show-task' to inspect the ${one ? "failure" : "failures"}\n`)
  return 1
}
