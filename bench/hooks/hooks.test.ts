import { Model } from "minijuju"
import { expect, test } from "vitest"
import { isDeep } from "../../suite/doses.ts"
import { ALL, FEW } from "./cases.ts"
import { countHooks } from "./count.ts"
import type { Label } from "./hook-counts.ts"
import { leastHooks } from "./least.ts"
import { PAIRS } from "./pairs.ts"

type Known = Readonly<Record<string, Partial<Record<Label, number>>>>

/** Kinds of hooks that writes of the other side's leader cause. */
const OF_PROVIDER: Label = "consumer: relation-changed of an application"
const OF_CONSUMER: Label = "provider: relation-changed of an application"

const BY_ALL: Known = {
  "2 → 1 consumer units": { [OF_PROVIDER]: 1 },
  "5 → 1 consumer units": { [OF_PROVIDER]: 4 },
  "1 → 5 consumers on one provider": { [OF_CONSUMER]: 4 },
  "1 → 100 consumers on one provider": { [OF_CONSUMER]: 99 },
  "a changed request, 2 units on each side": { [OF_CONSUMER]: 2 },
  "a changed request, 5 units on each side": { [OF_CONSUMER]: 5 },
}
const IN_CODE: Known = {
  ...BY_ALL,
  "1 → 5 consumer units": { [OF_PROVIDER]: 11 },
  "1 → 10 consumer units": { [OF_PROVIDER]: 66 },
  "1 → 20 consumer units": { [OF_PROVIDER]: 326 },
}

/**
 * Known hooks beyond the least. Leaders keep records for their successors in their application's databag, where each write wakes all units of
 * the other side: `handled_NAME` of the provider, `acked_NAME` of the consumer. The aim is that this table and its parts can go.
 */
const KNOWN: Readonly<Record<string, Known>> = {
  ops: IN_CODE,
  reactive: IN_CODE,
  declared: {
    ...BY_ALL,
    "1 → 5 consumer units": { [OF_PROVIDER]: 12 },
    "1 → 10 consumer units": { [OF_PROVIDER]: 69 },
    "1 → 20 consumer units": { [OF_PROVIDER]: 329 },
  },
}

const cases = Object.entries(PAIRS).flatMap(([name, pair]) =>
  (isDeep ? ALL : FEW).map((one) => ({ name, pair, one, title: one.title })),
)

test.each(cases)("$name, $title: no more hooks than the least", async ({ name, pair, one }) => {
  await using model = await Model.start({ parallelHooks: 4, updateStatusIntervalMs: 0 })
  const { hooks } = await countHooks(model, one, pair)
  expect(hooks.minus(leastHooks(one))).toEqual(KNOWN[name]?.[one.title] ?? {})
})
