import { type HookToolRunner, jujuLog } from "../hook-tools.ts"

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL"

export interface LoggerOptions {
  /** Receives the lines when juju-log itself fails. */
  readonly fallback: (line: string) => void
  /** Receives every line in addition (Juju: JUJU_DEBUG). */
  readonly echo?: (line: string) => void
}

/** Writes to Juju's log (`juju debug-log`). Never throws: a failure to log must not fail a hook. */
export class Logger {
  readonly #runner: HookToolRunner
  readonly #options: LoggerOptions

  constructor(runner: HookToolRunner, options: LoggerOptions) {
    this.#runner = runner
    this.#options = options
  }

  trace(message: string): void {
    this.#write("TRACE", message)
  }

  debug(message: string): void {
    this.#write("DEBUG", message)
  }

  info(message: string): void {
    this.#write("INFO", message)
  }

  warning(message: string): void {
    this.#write("WARNING", message)
  }

  error(message: string): void {
    this.#write("ERROR", message)
  }

  critical(message: string): void {
    this.#write("CRITICAL", message)
  }

  #write(level: LogLevel, message: string): void {
    if (message === "") return
    this.#options.echo?.(`${new Date().toISOString()} ${level} ${message}`)
    try {
      jujuLog(this.#runner, level, message)
    } catch (error) {
      this.#options.fallback(`${level} ${message}`)
      this.#options.fallback(`(not in Juju's log: ${error instanceof Error ? error.message : String(error)})`)
    }
  }
}
