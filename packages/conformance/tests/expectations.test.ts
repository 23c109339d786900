import { expect, test } from "vitest"
import type { Action, Databag, Expectation } from "../src/conformance/case.ts"
import { SUITES } from "../src/conformance/check-conformance.ts"
import { hasPassed, type Report, summaryText } from "../src/conformance/report.ts"
import { request } from "../src/conformance/requests.ts"

const all = [...SUITES.provider.cases, ...SUITES.requirer.cases]

function stepsOf(id: string): readonly (Action | Expectation)[] {
  return all.find((one) => one.id === id)?.steps ?? []
}

/** What the expectations of a case see instead, if the charm has written this. */
function seen(id: string, written: Databag, before: Databag = written): (string | undefined)[] {
  return stepsOf(id).flatMap((step) =>
    "check" in step ? [step.check({ written, before, rival: {}, spoilt: {} })] : [],
  )
}

test("a charm that writes nothing passes no case by that", () => {
  expect(seen("core/canonical", {})).toEqual(["there is no response"])
  expect(seen("core/private-key", {})).toEqual(["there is no response"])
  expect(seen("hostile/version-0", {}).slice(0, 1)).toEqual(["there was no response_web before"])
  expect(seen("core/refused", {})).toEqual(Array(2).fill("there was no request before"))
})

test("a private key is found with its line breaks, and as JSON", () => {
  const [step] = stepsOf("core/private-key")
  const { request_web: text } = step !== undefined && "write" in step ? step.write : {}
  const { tls_key: key }: { tls_key: string } = JSON.parse(String(text))
  for (const leak of [key, String(text)])
    expect(seen("core/private-key", { response_web: "{}", leak })).toEqual(["leak"])
  expect(seen("core/private-key", { response_web: "{}" })).toEqual([undefined])
})

test("requests that are sent together have different front ports", () => {
  const writes = SUITES.provider.cases.flatMap(({ steps }) =>
    steps.flatMap((step) => ("write" in step ? [step.write] : [])),
  )
  const names = new Set(
    writes.flatMap((write) => Object.keys(write)).filter((key) => key.startsWith("request_")),
  )
  const ports = [...names].map(
    (key) => /"port_mapping": \{"(\d+)"/.exec(Object.values(request(key.slice(8))).join())?.[1],
  )
  expect(new Set(ports).size).toBe(names.size)
  expect(ports).not.toContain(undefined)
})

test("a provider must not answer a new request while the version cannot be read", () => {
  for (const [version, key] of [
    ["garbage", "response_meanwhile-word"],
    ["0", "response_meanwhile-0"],
    ["missing", "response_meanwhile-none"],
  ] as const)
    expect(seen(`hostile/version-${version}`, { response_web: "{}", [key]: "{}" })[1]).toBe(`${key}: {}`)
})

test("some cases are not the suite", () => {
  const report: Report = {
    ...{ format: 1, charm: "a.charm", endpoint: "lb", side: "provider", engine: "minijuju", cases: [] },
    ...{ conforms: false, selected: 2, total: 30, passed: 1, failed: 0, notApplicable: 1, notRun: 0 },
  }
  expect([hasPassed(report), summaryText(report)]).toEqual([
    true,
    "a.charm has no failure as a provider (endpoint lb) in 2 of 30 cases: 1 passed, 0 failed, 1 not applicable",
  ])
})
