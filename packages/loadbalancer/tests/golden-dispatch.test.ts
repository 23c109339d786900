import { describe, expect, test } from "vitest"
import { DEVIATIONS, deviationsOf } from "./deviations/table.ts"
import { golden } from "./support/golden.ts"
import { type Given, type Outcome, runConsumer, runProvider } from "./support/golden-dispatch.ts"

function dispatches(file: string, run: (given: Given) => Promise<Outcome>) {
  describe(file, () => {
    const cases = golden(file).map((one) => [one.name, one] as const)

    test.each(cases)("%s", async (name, one) => {
      const python = asOutcome(one.plain("then"))
      const ours = await run(asGiven(one.plain("given")))
      const deviation = DEVIATIONS[`${file}/${name}`]
      if (deviation === undefined) return expect(ours).toEqual(python)
      expect(ours).not.toEqual(python)
      const differences = asOutcome(deviation.outcome)
      const view = { ...python.view_before, ...differences.view_before }
      const wanted = { ...python, ...differences, view_before: view }
      // If Python crashed, there is nothing else to compare.
      return isWhole(python) ? expect(ours).toEqual(wanted) : expect(ours).toMatchObject(withoutCrash(wanted))
    })

    test("every listed deviation belongs to a case", () => {
      expect(cases.map(([name]) => `${file}/${name}`)).toEqual(expect.arrayContaining(deviationsOf(file)))
    })
  })
}

const isWhole = (python: Partial<Outcome>) => "emitted" in python && !("crash" in (python.view_before ?? {}))

function withoutCrash({ view_before, ...rest }: { view_before: object }): object {
  const withoutOwn = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== "crash"))
  return { ...withoutOwn(rest), view_before: withoutOwn(view_before) }
}

// No validation of the files' shape: a wrong shape would fail the comparison.
const asGiven = (value: unknown) => value as Given
/** `stored_after` is the stored state of the Python library, which has no counterpart here. */
function asOutcome(value: unknown): Partial<Outcome> {
  return Object.fromEntries(Object.entries(Object(value)).filter(([key]) => key !== "stored_after"))
}

dispatches("consumer_dispatch", runConsumer)
dispatches("provider_dispatch", runProvider)
