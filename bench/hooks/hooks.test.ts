import { Model } from "minijuju"
import { expect, test } from "vitest"
import { isDeep } from "../../suite/doses.ts"
import { ALL, FEW } from "./cases.ts"
import { countHooks } from "./count.ts"
import { leastHooks } from "./least.ts"
import { PAIRS } from "./pairs.ts"

const cases = Object.entries(PAIRS).flatMap(([name, pair]) =>
  (isDeep ? ALL : FEW).map((one) => ({ name, pair, one, title: one.title })),
)

test.each(cases)("$name, $title: no more hooks than the least", async ({ pair, one }) => {
  // The least is that of Juju 3.6: 4.0 has no leader-settings-changed, and runs config-changed twice.
  await using model = await Model.start({ juju: "3.6", parallelHooks: 4, updateStatusIntervalMs: 0 })
  const { hooks } = await countHooks(model, one, pair)
  expect(hooks.minus(leastHooks(one))).toEqual({})
})
