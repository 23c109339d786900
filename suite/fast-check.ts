import fc from "fast-check"
import { SEED } from "./doses.ts"

// Properties use the run's seed by default. fast-check's own default is the current time.
fc.configureGlobal({ seed: SEED })

/**
 * Any character, as `unit` of `fc.string`. For its own unit "binary", fast-check builds a table of all 1,100,000 characters in each process
 * when it creates the first string, which takes most of a second.
 */
export const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

/** fast-check, configured to generate the same values in every run. */
export { fc as default }
