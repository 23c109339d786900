import type { JujuContext } from "../model/juju-context.ts"
import type { Logger } from "../model/logger.ts"

export interface FailureReport {
  readonly error: unknown
  readonly context: JujuContext
  readonly log: Logger
  readonly stderr: (line: string) => void
}

/** Reports the error that ended the dispatch: in Juju's log, and for an action also in its output. */
export function reportFailure({ error, context, log, stderr }: FailureReport): void {
  log.error(`Uncaught exception while in charm code:\n${describe(error)}`)
  if (context.action === undefined) return
  const type = error instanceof Error ? error.name : typeof error
  const text = error instanceof Error ? error.message : String(error)
  stderr(`Uncaught ${type} in charm code: ${text}`)
  stderr("Use `juju debug-log` to see the full trace.")
}

/** Stack traces name TypeScript files, because the packer puts source map support in front of the charm. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return `a value that is no Error was thrown: ${String(error)}`
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? own : `${own}\nCaused by: ${describe(error.cause)}`
}
