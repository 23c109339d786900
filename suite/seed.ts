import fc from "fast-check"
import { SEED } from "./doses.ts"

// For properties that name no seed of their own.
fc.configureGlobal({ seed: SEED })
