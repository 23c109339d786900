import { writeSync } from "node:fs"
import { agentRunner, ProcessRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"
import { readJujuContext } from "../model/juju-context.ts"
import { dispatch } from "./dispatch.ts"
import type { CharmClass } from "./running-hook.ts"

const UNENDED =
  "the charm's code has not come to its end: it waits for something that never comes, or has called process.exit(). " +
  "Nothing of this hook was kept, and it counts as failed\n"

/** Options of a charm; each has a default. */
export interface MainOptions {
  /** See `DispatchOptions`. */
  readonly storage?: "juju" | "local"
  readonly spec?: CharmSpec
}

/**
 * Runs the hook that Juju started this process for, and sets the process's exit code. Call it in the last line of a charm's entry
 * file. Juju runs a charm in the charm's folder. Outside of Juju it does nothing, so that tests can import the entry file.
 */
export function main(CharmClass: CharmClass, options: MainOptions = {}): void {
  // Not copied: Node.js reads the environment variable by variable, so a copy takes longer than all lookups.
  const { env } = process
  if (!env.JUJU_UNIT_NAME) return
  const context = readJujuContext(env)
  // Lets the charm detect that a process which it starts runs the charm again.
  env.OPERATOR_DISPATCH = "1"
  const stderr = (line: string) => void process.stderr.write(`${line}\n`)
  let ended = false
  // Node.js exits with 0 once its event loop is empty, even while the charm awaits something: the event would be lost silently.
  // Not once(): it loads more of Node's code than it saves.
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
