/** What `child_process.spawn` is given. */
export interface OwnProgram {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * The command line that starts this charm's own entry file as a program beside the hooks, for example a server that outlives
 * them. `args` come after it; the program finds them in `process.argv`, from the third on. The same for a charm on Node.js and for
 * one that was compiled for Bun, in which program and code are one file.
 *
 * Give it an environment without `JUJU_UNIT_NAME`, so that `main` does not take it for a hook.
 */
export function ownProgram(...args: readonly string[]): OwnProgram {
  const [, script = ""] = process.argv
  return { command: process.execPath, args: script.startsWith("/$bunfs/") ? args : [script, ...args] }
}
