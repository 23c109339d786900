import { PackError } from "../../src/index.ts"
import { type Bun, findBun } from "../../src/pack/runtime/find-bun.ts"

/** Returns the Bun that npm installed for this machine, or one on PATH. Without one, prints a notice and returns undefined. */
export function bunHere(suite: string): Bun | undefined {
  try {
    return findBun(import.meta.dirname)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    console.warn(`SKIPPED 1 suite (${suite}): ${error.message}`)
    return undefined
  }
}
