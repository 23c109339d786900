import fc from "fast-check"
import { SEED } from "./doses.ts"

// Properties use the run's seed by default. fast-check's own default is the current time.
fc.configureGlobal({ seed: SEED })

/** fast-check, configured to generate the same values in every run. */
export { fc as default }
