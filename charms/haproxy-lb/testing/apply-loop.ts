import { parseDesired } from "../src/plan/parse-desired.ts"
import { ENGINES } from "./engines.ts"

// Simulates hooks that are killed: applies one plan after the other until it is killed.
const [, , name, dir = "", ...plans] = process.argv
const engine = ENGINES.find((one) => one.name === name)?.make(dir)
const desired = plans.map(parseDesired)
for (let round = 0; engine !== undefined; round++) {
  const next = desired[round % desired.length]
  if (next !== undefined) await engine.apply(next)
  if (round === 0) console.log("applied")
}
