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
  : ["lb-provider-declared"]

// Without JUJU: on minijuju, also if the variable of the test run names a controller.
const env = {}

/** Outside of the deep run: what a charm of ours must always do, and where one with the Python library fails. */
const OF_OURS = isDeep ? {} : { only: ["core", "removal"] }
const ITS_DEFECTS = isDeep ? {} : { only: ["hostile"] }

test.each(OURS)("%s conforms", async (example) => {
  const charm = await packed(new URL(`../examples/${example}/`, import.meta.url))
  const report = await checkConformance(charm, { env, ...OF_OURS })
  expect(notPassed(report.cases)).toEqual([])
  expect(report).toMatchObject({ conforms: isDeep, failed: 0, notRun: 0 })
})

test.each(isDeep ? ["auto", "embedded"] : [])("haproxy-lb conforms with engine=%s", async (engine) => {
  const charm = await packed(new URL("../charms/haproxy-lb/", import.meta.url))
  const config = { engine, "allowed-addresses": "127.0.0.0/8" }
  const { cases, conforms } = await checkConformance(charm, { env, config })
  expect(notPassed(cases)).toEqual([])
  expect(conforms).toBe(true)
})

describe.skipIf(missing !== undefined)("the Python library's defects show up by number", () => {
  test.each(isDeep ? (["lb-provider-py"] as const) : [])("of the provider %s", async (name) => {
    const report = await checkConformance(await packedPythonCharm(name), { env })
    expect(notPassed(report.cases)).toEqual([
      "D7 hostile/not-json",
      "D7 hostile/not-an-object",
      "D7 hostile/bad-fields",
      "D33 hostile/port-out-of-range",
      "D16 hostile/other-name",
      "D5 hostile/newer-field",
      "D7 hostile/became-invalid",
      "D8 hostile/version-garbage",
      "D8 hostile/version-0",
      "D18 hostile/own-response",
      "D12 leadership/removed",
      "D12 leadership/removed-at-once",
      "D12 removal/request",
    ])
    expect(report.notRun).toBe(0)
  })

  test("of a requirer", async () => {
    const report = await checkConformance(await packedPythonCharm("lb-consumer-py"), { env, ...ITS_DEFECTS })
    expect(notPassed(report.cases)).toEqual([
      "D23 hostile/not-json",
      "D23 hostile/cut-off",
      "D23 hostile/not-an-object",
      "D23 hostile/incomplete",
      "D23 hostile/wrong-type",
      "D23 hostile/unknown-error",
      "D23 hostile/newer-field",
      "D8 hostile/version-garbage",
      "D8 hostile/version-0",
    ])
    expect(report.notRun).toBe(0)
  })
})

/** `D7 hostile/not-json`; without a number, also what was seen. */
function notPassed(cases: readonly CaseResult[]): string[] {
  return cases
    .filter(({ outcome }) => outcome === "failed" || outcome === "not run")
    .map(({ id, python, problems }) =>
      python === undefined ? `${id} ${problems.join(" ")}` : `${python} ${id}`,
    )
}
