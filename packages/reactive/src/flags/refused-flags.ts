import { FlagError } from "./errors.ts"
import type { Flags } from "./flags.ts"

/** Returns flags that throw, for hooks in which Juju gives no access to stored state. */
export function refusedFlags(hook: string): Flags {
  const refuse = (): never => {
    throw new FlagError(`flags cannot be used in ${hook}: Juju gives a charm no access to its state there`)
  }
  return {
    set: refuse,
    clear: refuse,
    toggle: refuse,
    isSet: refuse,
    allSet: refuse,
    anySet: refuse,
    getFlags: refuse,
    getUnsetFlags: refuse,
  }
}
