import { writeSync } from "node:fs"
import { agentRunner, ProcessRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import { readJujuContext } from "../model/juju-context.ts"
import { dispatch } from "./dispatch.ts"
import type { CharmClass } from "./running-hook.ts"

const UNENDED =
  "the charm's code has not come to its end: it waits for something that never comes, or has called process.exit(). " +
  "Nothing of this hook was kept, and it counts as failed\n"

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
  // Not copied: what Node.js takes for it, variable by variable, is more than all reading.
  const { env } = process
  if (!env.JUJU_UNIT_NAME) return
  const context = readJujuContext(env)
  // Seen by the charm if a program that it starts comes back to it.
  env.OPERATOR_DISPATCH = "1"
  const stderr = (line: string) => void process.stderr.write(`${line}\n`)
  let ended = false
  // Node.js ends with 0 when there is nothing left to wait for, also if the charm still waits: the event would be lost without a word.
  // Not once(), which would load more of Node's code than it saves.
  process.on("exit", () => {
    if (ended) return
    writeSync(2, UNENDED)
    process.exitCode = 1
  })
  dispatch({
    ...options,
    CharmClass,
    env,
    context,
    runner: agentRunner({ env, dir: process.cwd(), fallback: new ProcessRunner() }),
    charmDir: env.JUJU_CHARM_DIR || process.cwd(),
    stderr,
  }).then(
    (code) => {
      ended = true
      process.exitCode = code
    },
    (error: unknown) => {
      ended = true
      stderr(error instanceof Error ? (error.stack ?? error.message) : String(error))
      process.exitCode = 1
    },
  )
}
