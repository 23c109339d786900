import { PackError } from "../../src/index.ts"
import { type Bun, findBun } from "../../src/pack/runtime/find-bun.ts"

/** Returns the Bun of scripts/install-bun.sh, or another one on PATH. Without one, prints a notice and returns undefined. */
export function bunHere(suite: string): Bun | undefined {
  try {
    return findBun(import.meta.dirname)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    console.warn(`SKIPPED 1 suite (${suite}): scripts/install-bun.sh has not run; ${error.message}`)
    return undefined
  }
}
