import { Printed } from "./read.ts"

/** What an action, or a command run on a unit, has come to. */
export interface Task {
  readonly id: string
  /** `app/0` */
  readonly unit: string
  /** `completed`, `failed`, `aborted`, `cancelled` or `error` */
  readonly status: string
  /** What the action has set, without the three below. */
  readonly results: Readonly<Record<string, unknown>>
  readonly returnCode: number
  readonly stdout: string
  readonly stderr: string
  /** What `action-fail` said; empty when it did not. */
  readonly message: string
  /** What `action-log` wrote, in order. */
  readonly log: readonly string[]
  /** Completed, with exit code 0. */
  readonly success: boolean
}

/** An action or command that did not succeed. */
export class TaskError extends Error {
  override readonly name = "TaskError"
  /** For programs; the message is for people. */
  readonly code = "task"
  /** What it has printed, set and logged before. */
  readonly task: Task

  constructor(what: string, task: Task) {
    const { unit, status, returnCode, message, stderr } = task
    const why = [message, stderr.trim()].filter((text) => text !== "").join("\n")
    super(`${what} on ${unit}: ${status} with return code ${returnCode}${why === "" ? "" : `: ${why}`}`)
    this.task = task
  }
}

/** Reads what `juju run` and `juju exec` print with `--format json` for one unit. The key is its name, also for `app/leader`. */
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
