import fc from "fast-check"
import { SEED } from "./doses.ts"

// A property that names no seed of its own begins with the run's: fast-check would take the time.
fc.configureGlobal({ seed: SEED })

/** fast-check as the tests use it: the same values in every run. */
export { fc as default }
