import { refusalOf } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"

/**
 * Runs a hook tool; if Juju refuses the call, throws a `ModelError` that says what failed and what to do, with Juju's words.
 * @param problem what failed, with the cure: `cannot reboot the machine: an action cannot do that`
 */
export function unlessRefused<T>(call: () => T, problem: string): T {
  try {
    return call()
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    throw new ModelError(`${problem}. Juju says: ${refusal}`, { cause: error })
  }
}

/** @throws ModelError for a name that the charm does not declare */
export function checkDeclared(what: string, name: string, declared: readonly string[]): void {
  if (declared.includes(name)) return
  throw new ModelError(
    `the charm declares no ${what} "${name}" (declared: ${declared.join(", ") || "none"}); add it to charmcraft.yaml`,
  )
}
