import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { SUITES } from "../src/conformance/check-conformance.ts"
import { KNOWN_DEFECTS } from "../src/conformance/known-defects.ts"

const PROTOCOL = new URL("../../loadbalancer/PROTOCOL.md", import.meta.url)
const cases = Object.values(SUITES).flatMap((suite) => suite.cases)

test("each case proves a sentence that PROTOCOL.md has", () => {
  const page = oneLine(readFileSync(PROTOCOL, "utf8"))
  expect(cases.map(({ proves }) => proves).filter((words) => !page.includes(oneLine(words)))).toEqual([])
})

test("each id is used once in its suite", () => {
  for (const suite of Object.values(SUITES)) {
    const ids = suite.cases.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
  }
})

test("each known defect is shown by a case, and each case expects something", () => {
  const shown = new Set(cases.map(({ python }) => python))
  expect(Object.keys(KNOWN_DEFECTS).filter((defect) => ![...shown].some((one) => one === defect))).toEqual([])
  expect(cases.filter(({ steps }) => !steps.some((step) => "check" in step))).toEqual([])
})

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ")
}
