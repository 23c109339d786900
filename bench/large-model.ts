import { parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm, Model } from "minijuju"
import { shellCharm } from "../packages/minijuju/tests/shell-charm.ts"
import { placeholderCharm } from "./load.ts"

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

/** Applications with their relations: `up` of the first with `down` of the second of each pair, by index. */
export interface Shape {
  readonly applications: number
  /** Units of each application. */
  readonly units: number
  readonly pairs: readonly (readonly [number, number])[]
}

/** A ring of applications with two units, each related to the next ones. */
export function ring(applications: number, relationsEach: number): Shape {
  const steps = Array.from({ length: relationsEach }, (_, i) => i + 1)
  const pairs = Array.from({ length: applications }, (_, i) =>
    steps.map((step) => [i, (i + step) % applications] as const),
  )
  return { applications, units: 2, pairs: pairs.flat() }
}

/** One application that is related to every other one; all have one unit. */
export function star(relations: number): Shape {
  const pairs = Array.from({ length: relations }, (_, i) => [0, i + 1] as const)
  return { applications: relations + 1, units: 1, pairs }
}

export function sizeOf({ applications, units, pairs }: Shape): string {
  return `${applications * units} units, ${pairs.length} relations`
}

/** Deploys and relates the applications, waits until the model is idle, and counts the hooks. */
export async function settleShape(
  model: Model,
  charm: string | InProcessCharm,
  { applications, units, pairs }: Shape,
): Promise<number> {
  let hooks = 0
  const stop = model.listen(({ type }) => {
    if (type === "hook-finished") hooks += 1
  })
  for (let i = 0; i < applications; i += 1) await model.deploy(charm, { name: `empty${i}`, units })
  for (const [a, b] of pairs) model.integrate(`empty${a}:up`, `empty${b}:down`)
  await model.settle({ timeoutMs: 600_000 })
  stop()
  return hooks
}
