import { test as base } from "@charmkit/testing/vitest"
import { lbCharms } from "./lb-charms.ts"

/** `test` with the fixtures `opsTest` and `lbCharms`. */
export const test = base.extend("lbCharms", { scope: "worker" }, lbCharms)
