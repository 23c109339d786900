import { type HookToolError, type HookToolRunner, isHookToolError } from "../hook-tools.ts"
import type { JujuContext } from "../model/juju-context.ts"
import { Logger } from "../model/logger.ts"
import type { HookWatcher } from "./running-hook.ts"

/** Words with which Juju refuses something for want of a right, in lower case (ops: `_check_for_security_event`). */
const REFUSALS = ["access denied", "permission denied", "not the leader", "cannot write relation settings"]

/**
 * Writes security events to Juju's log, at the level TRACE and in the form of Python's `ops`: one JSON text each, with the event's name by OWASP's
 * logging vocabulary. `authz_fail`: Juju refused a hook tool. `sys_restart`: the charm reboots its machine. `sys_crash`: the charm threw.
 * @example
 * class MyCharm extends CharmBase {
 *   static readonly watchHook = securityEvents
 * }
 */
export function securityEvents(runner: HookToolRunner, context: JujuContext): HookWatcher {
  const log = new SecurityLog(runner, context)
  return { runner: log, failed: (error) => log.crash(error) }
}

class SecurityLog implements HookToolRunner {
  readonly #runner: HookToolRunner
  readonly #context: JujuContext
  readonly #log: Logger
  #leads: boolean | undefined

  constructor(runner: HookToolRunner, context: JujuContext) {
    this.#runner = runner
    this.#context = context
    this.#log = new Logger(runner, { fallback: () => undefined })
  }

  run(tool: string, args: readonly string[], stdin?: string): string {
    const { unitName, modelName } = this.#context
    if (tool === "juju-reboot")
      this.#write(
        "WARN",
        `sys_restart:${process.getuid?.()}`,
        `Rebooting unit '${unitName}' in model '${modelName}'`,
      )
    try {
      const output = this.#runner.run(tool, args, stdin)
      if (tool === "is-leader") this.#leads = output.trim() === "true"
      return output
    } catch (error) {
      if (isHookToolError(error)) this.#refused(tool, error)
      throw error
    }
  }

  crash(error: unknown): void {
    const [name, text] = error instanceof Error ? [error.name, error.message] : [typeof error, String(error)]
    this.#write("WARN", `sys_crash:${name}`, `Uncaught exception in charm code: ${name}('${text}').`)
  }

  #refused(tool: string, { exitCode, stderr }: HookToolError): void {
    const said = stderr.trim()
    if (!REFUSALS.some((words) => said.toLowerCase().includes(words))) return
    const leadership = this.#leads === undefined ? " (leadership unknown)" : this.#leads ? " (as leader)" : ""
    const description = `Hook command '${tool}'${leadership} failed with code ${exitCode}: '${said}'. `
    this.#write("CRITICAL", `authz_fail:${tool}`, description)
  }

  #write(level: "WARN" | "CRITICAL", event: string, description: string): void {
    const { modelUuid, unitName } = this.#context
    // Juju's log has the time as well; readers of the JSON alone need it here.
    const datetime = new Date().toISOString().replace("Z", "+00:00")
    const appid = `${modelUuid}-${unitName}`
    this.#log.trace(JSON.stringify({ datetime, level, type: "security", appid, event, description }))
  }
}
