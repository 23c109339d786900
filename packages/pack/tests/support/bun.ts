import { PackError } from "../../src/index.ts"
import { type Bun, findBun } from "../../src/pack/runtime/find-bun.ts"

/** The Bun that npm has installed for this machine, or one on PATH; undefined, loudly, if there is none. */
export function bunHere(suite: string): Bun | undefined {
  try {
    return findBun(import.meta.dirname)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    console.warn(`SKIPPED 1 suite (${suite}): ${error.message}`)
    return undefined
  }
}
