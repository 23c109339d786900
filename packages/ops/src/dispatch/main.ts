import { agentRunner, ProcessRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import { dispatch } from "./dispatch.ts"
import type { CharmClass } from "./running-hook.ts"

/** How a charm runs; all of it has defaults. */
export interface MainOptions {
  /** See `DispatchOptions`. */
  readonly storage?: "juju" | "local"
  readonly spec?: CharmSpec
}

/**
 * The last line of a charm's entry file: runs the hook that Juju started this process for and sets the process's exit code.
 * Juju runs a charm in its own folder. Outside of Juju it does nothing, so that tests can import the entry file.
 */
export function main(CharmClass: CharmClass, options: MainOptions = {}): void {
  const env = { ...process.env }
  if (!env.JUJU_UNIT_NAME) return
  // Seen by the charm if a program that it starts comes back to it.
  process.env.OPERATOR_DISPATCH = "1"
  const stderr = (line: string) => void process.stderr.write(`${line}\n`)
  dispatch({
    ...options,
    CharmClass,
    env,
    runner: agentRunner({
      env,
      dir: process.cwd(),
      fallback: new ProcessRunner({ env: { ...env, OPERATOR_DISPATCH: "1" } }),
    }),
    charmDir: env.JUJU_CHARM_DIR || process.cwd(),
    stderr,
  }).then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      stderr(error instanceof Error ? (error.stack ?? error.message) : String(error))
      process.exitCode = 1
    },
  )
}
