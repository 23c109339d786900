import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { isDeep } from "../../../suite/doses.ts"
import { checkConformance, type Side } from "../src/index.ts"
import { packSimpleCharm } from "./simple-charm.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "broken-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The mistakes of charms in the field, each with the case that shows it and words of its report. */
const MISTAKES: readonly (readonly [Side, string, string, RegExp])[] = [
  ["provider", "leaks responses", "removal/request", /expected: no response_next/],
  ["provider", "dies on junk", "hostile/not-json", /no hook fails[\s\S]*SyntaxError/],
  ["requirer", "adds a check in each hook", "core/unchanged", /the same requests as before/],
  [
    "provider",
    "refuses without an error",
    "core/several",
    /response_internal cannot be read.*address required/,
  ],
  ["provider", "refuses a path", "core/several", /Unknown field: health_checks\[0\]\.path/],
  ["provider", "answers once", "core/changed", /response_web has the received_hash/],
  ["provider", "answers under the inner name", "hostile/other-name", /response_someone-else/],
  ["provider", "copies the key", "core/private-key", /note_web/],
  ["provider", "hashes itself", "core/any-hash", /the request any-token\.1/],
  ["provider", "writes as a follower", "leadership/same-answer", /no hook fails/],
  ["requirer", "makes new ids", "core/unchanged", /the same requests as before/],
  ["requirer", "asks early", "core/version", /expected: no request/],
  ["requirer", "asks once", "removal/relation", /at least one request/],
  ["requirer", "dies of a refusal", "core/refused", /no hook fails[\s\S]*unsupported/],
  ["requirer", "sends no hash", "core/request", /has the sent_hash null/],
  ["requirer", "writes other JSON", "core/request", /is not canonical/],
]

test.each(isDeep ? MISTAKES : MISTAKES.slice(0, 3))(
  "a %s that %s fails %s",
  async (side, mistake, id, words) => {
    const charm = await packSimpleCharm(folder, side, mistake)
    const { conforms, cases } = await checkConformance(charm, { only: [id], env: {} })
    expect(conforms).toBe(false)
    expect(cases).toMatchObject([{ id, outcome: "failed" }])
    expect(cases[0]?.problems.join("\n")).toMatch(words)
  },
)

/** What looks like a mistake and is none. */
test.each([
  ["provider", "answers in update-status", ["core/answer", "removal/request"]],
  ["requirer", "names its units", ["leadership/same-request"]],
] as const)("a %s that %s passes", async (side, way, only) => {
  const charm = await packSimpleCharm(folder, side, way)
  const report = await checkConformance(charm, { only, env: {} })
  expect(report.cases.filter(({ outcome }) => outcome !== "passed")).toEqual([])
  expect(report).toMatchObject({ conforms: false, selected: only.length, passed: only.length })
})

test.each(isDeep ? ["dies of the end"] : [])(
  "a charm that %s of a relation is driven further in a new one",
  async (mistake) => {
    const charm = await packSimpleCharm(folder, "provider", mistake)
    const only = ["hostile/bad-address", "hostile/own-response", "leadership", "removal"]
    const { cases } = await checkConformance(charm, { only, env: {} })
    expect(cases.filter(({ outcome }) => outcome !== "passed")).toMatchObject([
      { id: "removal/relation", outcome: "failed" },
    ])
  },
)

test.each(isDeep ? (["provider", "requirer"] as const) : [])(
  "a %s without a mistake and without a framework passes",
  async (side) => {
    const charm = await packSimpleCharm(folder, side, "none")
    const { cases } = await checkConformance(charm, { only: ["core", "leadership", "removal"], env: {} })
    expect(cases.filter(({ outcome }) => outcome !== "passed")).toEqual([])
  },
)
