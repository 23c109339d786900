import { Printed } from "./read.ts"

/** The result of an action, or of a command run on a unit. */
export interface Task {
  readonly id: string
  /** `app/0` */
  readonly unit: string
  /** `completed`, `failed`, `aborted`, `cancelled` or `error` */
  readonly status: string
  /** Results that the action has set, without the standard output, standard error and exit code below. */
  readonly results: Readonly<Record<string, unknown>>
  readonly returnCode: number
  readonly stdout: string
  readonly stderr: string
  /** Message of `action-fail`; empty when it was not called. */
  readonly message: string
  /** Messages of `action-log`, in order. */
  readonly log: readonly string[]
  /** Whether the task completed with exit code 0. */
  readonly success: boolean
}

/** An action or command that did not succeed. */
export class TaskError extends Error {
  override readonly name = "TaskError"
  /** Stable identifier, for programs that handle the error. */
  readonly code = "task"
  /** The output, results and log up to the failure. */
  readonly task: Task

  constructor(what: string, task: Task) {
    const { unit, status, returnCode, message, stderr } = task
    const why = [message, stderr.trim()].filter((text) => text !== "").join("\n")
    super(`${what} on ${unit}: ${status} with return code ${returnCode}${why === "" ? "" : `: ${why}`}`)
    this.task = task
  }
}

/** Parses what `juju run` and `juju exec` print for one unit with `--format json`. Its key is the unit's name, also for `app/leader`. */
export function parseTask(text: string, command: string): Task {
  const [unit, printed] = Printed.json(text, command).first()
  const {
    "return-code": code,
    stdout,
    stderr,
    ...results
  } = Object.fromEntries(
    printed
      .at("results")
      .entries()
      .map(([key, { value }]) => [key, value]),
  )
  const status = printed.at("status").text()
  const returnCode = Number(code ?? 0)
  return {
    id: printed.at("id").text(),
    unit,
    status,
    results,
    returnCode,
    stdout: typeof stdout === "string" ? stdout : "",
    stderr: typeof stderr === "string" ? stderr : "",
    message: printed.at("message").optionalText() ?? printed.at("error").optionalText() ?? "",
    log: printed
      .at("log")
      .items()
      .map((line) => line.text()),
    success: status === "completed" && returnCode === 0,
  }
}
