import { FrameworkError } from "./errors.ts"

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/**
 * Stops a debugger here, if Juju was asked for it by `juju debug-code`: without options, at every breakpoint and at the beginning of every
 * handler; with `--at=NAME`, at the breakpoints with this name; with `--at=hook`, only at the beginning of handlers. Does nothing otherwise.
 * The debugger stops inside of this function: step out of it once.
 *
 * Python's `ops` has it as `framework.breakpoint`, with the same names (`ops/framework.py`).
 * @throws FrameworkError for a name that is not of lower-case letters, digits and hyphens, or is `all` or `hook`
 * @example breakpoint("before-restart") // juju debug-code --at=before-restart web/0
 */
export function breakpoint(name?: string): void {
  if (name !== undefined && (!NAME.test(name) || name === "all" || name === "hook")) {
    const rule = 'lower-case letters, digits and hyphens, and neither "all" nor "hook"'
    throw new FrameworkError(`"${name}" cannot name a breakpoint: use ${rule}`)
  }
  const at = (process.env.JUJU_DEBUG_AT ?? "").split(",").map((one) => one.trim())
  // biome-ignore lint/suspicious/noDebugger: it is what this function is for
  if (at.includes("all") || (name !== undefined && at.includes(name))) debugger
}
