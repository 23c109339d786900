import { expect, test } from "vitest"
import { DEVIATIONS, deviationsOf } from "./deviations/table.ts"
import { golden } from "./support/golden.ts"
import { runFlow, type Step, type StepOutcome } from "./support/golden-flows.ts"

const cases = golden("flows").map((one) => [one.name, one] as const)

test.each(cases)("%s", async (name, one) => {
  const steps = one.plain("steps") as (Step & StepOutcome)[]
  const python = steps
    .filter(({ unit }) => unit !== undefined)
    .map(({ emitted, local_app_after }) => ({ emitted, local_app_after }))
  const ours = await runFlow(steps)
  const differences = (DEVIATIONS[`flows/${name}`]?.outcome ?? {}) as Record<number, Partial<StepOutcome>>
  for (const step of Object.keys(differences)) expect(ours[Number(step)]).not.toEqual(python[Number(step)])
  expect(ours).toEqual(python.map((outcome, step) => ({ ...outcome, ...differences[step] })))
})

test("every listed deviation belongs to a case", () => {
  expect(cases.map(([name]) => `flows/${name}`)).toEqual(expect.arrayContaining(deviationsOf("flows")))
})
