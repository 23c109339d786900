import { closeSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from "node:fs"
import { RUN_COMMANDS } from "../context/execution.ts"
import { isLogged, parseLoggingConfig } from "../operator/logging-config.ts"
import type { TimedEvent } from "../state/events.ts"

export interface LogLine {
  readonly at: string
  /** The unit or application that the line is about. */
  readonly entity: string
  readonly level: string
  readonly module: string
  readonly message: string
}

const MAX_BYTES = 32 * 1024 * 1024

/** A model's log on disk, as `juju debug-log` shows it: messages of charms and of their agents. */
export class DebugLog {
  readonly #file: string
  readonly #config: () => string
  readonly #followers = new Set<(line: LogLine) => void>()
  /** Undefined once the model is removed: the descriptor's number may be reused by then. */
  #fd: number | undefined

  /** @param config returns the model's `logging-config` */
  constructor(file: string, config: () => string) {
    this.#file = file
    this.#config = config
    this.#fd = openSync(file, "a", 0o600)
  }

  take(event: TimedEvent): void {
    const line = logLine(event)
    if (line === undefined || !isLogged(parseLoggingConfig(this.#config()), line.module, line.level)) return
    try {
      this.#write(`${JSON.stringify(line)}\n`)
    } catch {
      // With a full disk, lines of the log may be lost, but the model continues.
    }
    for (const listener of this.#followers) listener(line)
  }

  /** Returns all lines of the log, oldest first. */
  lines(): LogLine[] {
    return readFileSync(this.#file, "utf8")
      .split("\n")
      .map(parseLine)
      .filter((line) => line !== undefined)
  }

  follow(listener: (line: LogLine) => void): () => void {
    this.#followers.add(listener)
    return () => this.#followers.delete(listener)
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #write(text: string): void {
    if (this.#fd === undefined) return
    if (fstatSync(this.#fd).size > MAX_BYTES) {
      this.close()
      renameSync(this.#file, `${this.#file}.1`)
      this.#fd = openSync(this.#file, "a", 0o600)
    }
    writeSync(this.#fd, text)
  }
}

function logLine(event: TimedEvent): LogLine | undefined {
  const at = event.at.toISOString()
  if (event.type === "log") {
    const { entity, level, module, message } = event
    return { at, entity, level, module: `unit.${entity}.${module}`, message }
  }
  if (event.type !== "hook-finished") return undefined
  const module = "juju.worker.uniter.operation"
  const action = /^action (.*)$/.exec(event.hook)?.[1]
  const what =
    action === undefined ? `"${event.hook.replace(/ hook(?: for .*)?$/, "")}" hook` : `action "${action}"`
  const line = { at, entity: event.unit, module }
  if (event.hook === RUN_COMMANDS && event.outcome === "ok")
    return { ...line, level: "DEBUG", message: "ran commands of juju-exec" }
  if (event.outcome === "ok")
    return { ...line, level: "INFO", message: `ran ${what} (via hook dispatching script: dispatch)` }
  if (event.outcome === "skipped") return { ...line, level: "INFO", message: `skipped ${what} (missing)` }
  const message = `${what} (via hook dispatching script: dispatch) failed: ${event.reason ?? "no reason known"}`
  return { ...line, level: event.outcome === "requeued" ? "WARNING" : "ERROR", message }
}

function parseLine(text: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isLogLine(value) ? value : undefined
  } catch {
    // The last line may be incomplete if the process was killed.
    return undefined
  }
}

function isLogLine(value: unknown): value is LogLine {
  return (
    typeof value === "object" &&
    value !== null &&
    ["at", "entity", "level", "module", "message"].every(
      (key) => typeof Object.entries(value).find(([name]) => name === key)?.[1] === "string",
    )
  )
}
