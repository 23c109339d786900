import type { Task } from "../../controller/tasks.ts"
import { sorted, yamlText } from "../output.ts"
import { visible } from "../visible.ts"

/**
 * The output of `run`, `exec` and `show-task` without --format (Juju: `cmd/juju/action`): one task's own output;
 * of several, the output under the unit's name.
 */
export function plain(tasks: readonly Task[], isTerminal: boolean): string {
  const [first] = tasks
  if (first === undefined) return ""
  if (tasks.length === 1) return taskText(first, isTerminal)
  if (isShell(first)) return tasks.map((task) => `${task.unit}:\n${taskText(task, isTerminal)}\n`).join("")
  const view = (task: Task) => ({
    id: task.id,
    output: taskText(task, isTerminal).replace(/\n+$/, "\n"),
    status: task.result?.status ?? "running",
  })
  return yamlText(Object.fromEntries(tasks.map((task) => [task.unit, view(task)])))
}

/** A shell command's output is not escaped, except on a terminal. */
function taskText(task: Task, isTerminal: boolean): string {
  const { "return-code": _code, stdout = "", stderr = "", ...rest } = task.result?.results ?? {}
  const output = `${lines(stdout)}${lines(stderr)}`
  if (isShell(task)) return isTerminal ? visible(output) : output
  const { status, message = "" } = task.result ?? {}
  const failed = status === "failed" || status === "error"
  const failure = failed ? `Action id ${task.id} failed: ${visible(message)}\n` : ""
  if (status === "error") return failure
  const results = Object.keys(rest).length === 0 ? "" : yamlText(sorted(rest))
  return `${failure}${results}\n${visible(output)}`
}

function isShell({ name }: Task): boolean {
  return name === "juju-exec"
}

/** Text that ends with a line's end, unless it is empty. */
function lines(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text === "" || text.endsWith("\n") ? text : `${text}\n`
}
