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
  readonly #hasDispatch: (unit: string) => boolean
  readonly #followers = new Set<(line: LogLine) => void>()
  /** Undefined once the model is removed: the descriptor's number may be reused by then. */
  #fd: number | undefined

  /**
   * @param config returns the model's `logging-config`
   * @param hasDispatch whether the unit's charm has one program for all hooks
   */
  constructor(file: string, config: () => string, hasDispatch: (unit: string) => boolean) {
    this.#file = file
    this.#config = config
    this.#hasDispatch = hasDispatch
    this.#fd = openSync(file, "a", 0o600)
  }

  take(event: TimedEvent): void {
    const line = logLine(event, this.#hasDispatch)
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

/** Juju's words: `uniter/operation/runhook.go`, `runaction.go` and `HookHandlerType` in `uniter/runner/runner.go`. */
function logLine(event: TimedEvent, hasDispatch: (unit: string) => boolean): LogLine | undefined {
  const at = event.at.toISOString()
  if (event.type === "log") {
    const { entity, level, module, message } = event
    return { at, entity, level, module: `unit.${entity}.${module}`, message }
  }
  if (event.type !== "hook-finished") return undefined
  const { unit, hook, outcome, reason = "no reason known" } = event
  const line = { at, entity: unit, module: "juju.worker.uniter.operation" }
  if (hook === RUN_COMMANDS && outcome === "ok")
    return { ...line, level: "DEBUG", message: "ran commands of juju-exec" }
  const action = /^action (.*)$/.exec(hook)?.[1]
  const name = JSON.stringify(action ?? hook.replace(/ hook(?: for .*)?$/, ""))
  const ran = action === undefined ? `${name} hook` : `action ${name}`
  const failed = action === undefined ? `hook ${name}` : `action ${name}`
  const via = hasDispatch(unit) ? "hook dispatching script: dispatch" : "explicit, bespoke hook script"
  if (outcome === "ok") return { ...line, level: "INFO", message: `ran ${ran} (via ${via})` }
  if (outcome === "skipped") return { ...line, level: "INFO", message: `skipped ${ran} (missing)` }
  if (outcome === "requeued") return { ...line, level: "WARNING", message: `${failed} was terminated` }
  return { ...line, level: "ERROR", message: `${failed} (via ${via}) failed: ${reason}` }
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
