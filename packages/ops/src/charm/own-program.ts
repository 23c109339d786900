/** Arguments for `child_process.spawn`. */
export interface OwnProgram {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * The command line that runs this charm's own entry file as a separate process, for example as a server that outlives the hooks.
 * `args` are appended; the process finds them in `process.argv.slice(2)`, on Node.js as well as in an executable compiled by Bun,
 * where runtime and code are one file.
 *
 * Remove `JUJU_UNIT_NAME` from the environment of the process: if it is set, `main` runs a hook.
 */
export function ownProgram(...args: readonly string[]): OwnProgram {
  const [, script = ""] = process.argv
  return { command: process.execPath, args: script.startsWith("/$bunfs/") ? args : [script, ...args] }
}
