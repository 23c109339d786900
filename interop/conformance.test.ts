import { type CaseResult, checkConformance } from "loadbalancer-conformance"
import { describe, expect, test } from "vitest"
import { isDeep } from "../suite/doses.ts"
import { packed } from "../suite/packed.ts"
import { packedPythonCharm, pythonMissing } from "./python-charms.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (conformance of Python charms): ${missing}`)

const OURS = isDeep
  ? [
      "lb-provider",
      "lb-consumer",
      "lb-provider-declared",
      "lb-consumer-declared",
      "lb-provider-reactive",
      "lb-consumer-reactive",
    ]
  : ["lb-provider-declared", "lb-consumer-reactive"]

// The conformance of the examples is tested on the Juju that MINIJUJU_JUJU selects; JUJU selects no controller here.
const env = {}

test.each(OURS)("%s conforms", async (example) => {
  const charm = await packed(new URL(`../examples/${example}/`, import.meta.url))
  const report = await checkConformance(charm, { env })
  expect(notPassed(report.cases)).toEqual([])
  expect(report).toMatchObject({ conforms: true, failed: 0, notRun: 0 })
})

describe.skipIf(missing !== undefined)("the Python library's defects show up by number", () => {
  test("of a provider", async () => {
    const report = await checkConformance(await packedPythonCharm("lb-provider-py"), { env })
    expect(notPassed(report.cases)).toEqual([])
  })

  test("of a requirer", async () => {
    const report = await checkConformance(await packedPythonCharm("lb-consumer-py"), { env })
    expect(notPassed(report.cases)).toEqual([])
  })
})

/** `hostile/not-json failed D7` */
function notPassed(cases: readonly CaseResult[]): string[] {
  return cases
    .filter(({ outcome }) => outcome !== "passed")
    .map(({ id, outcome, python, problems }) => [id, outcome, python, ...problems].filter(Boolean).join(" "))
}
