import { parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm, Model } from "minijuju"
import { shellCharm } from "../packages/minijuju/tests/shell-charm.ts"
import { placeholderCharm } from "./load.ts"

const UNITS = 2
const ENDPOINTS = { provides: { up: { interface: "ring" } }, requires: { down: { interface: "ring" } } }

/** Writes the archive of a charm that does nothing: its `dispatch` is an empty shell script. */
export function emptyCharm(dir: string): Promise<string> {
  return shellCharm(
    dir,
    "empty",
    "",
    Object.entries(ENDPOINTS)
      .map(([role, endpoints]) => `${role}: ${JSON.stringify(endpoints)}\n`)
      .join(""),
  )
}

/** A charm that does nothing, in this process; the remaining cost is minijuju's. */
export const nothing: InProcessCharm = placeholderCharm(
  parseCharmSpec({ metadata: { name: "empty", summary: "s", description: "d", ...ENDPOINTS } }),
  () => {},
)

/** Deploys applications of two units in a ring, relates each to the next ones, waits until the model is idle, and counts the hooks. */
export async function settleRing(
  model: Model,
  charm: string | InProcessCharm,
  applications: number,
  relationsEach: number,
): Promise<number> {
  let hooks = 0
  const stop = model.listen(({ type }) => {
    if (type === "hook-finished") hooks += 1
  })
  const names = Array.from({ length: applications }, (_, i) => `empty${i}`)
  for (const name of names) await model.deploy(charm, { name, units: UNITS })
  for (const [i, name] of names.entries()) {
    for (let step = 1; step <= relationsEach; step += 1)
      model.integrate(`${name}:up`, `${names[(i + step) % applications]}:down`)
  }
  await model.settle({ timeoutMs: 600_000 })
  stop()
  return hooks
}
