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
  ["provider", "writes its version late", "core/version", /there is no version/],
  ["provider", "answers anew", "core/unchanged", /the same response_web/],
  ["provider", "mixes requirers up", "core/two-requirers", /in the other requirer's relation/],
  ["provider", "ends all relations", "removal/other-requirer", /the same response_web/],
  ["provider", "dies on a version", "hostile/version-garbage", /no hook fails[\s\S]*version one/],
  ["provider", "takes silence for removal", "hostile/version-missing", /it is gone/],
  ["provider", "drops newer fields", "hostile/newer-field", /there is no response_newer/],
  ["provider", "trusts its own response", "hostile/own-response", /response_web cannot be read/],
  ["provider", "never drains", "extensions/drain", /there is no details_web/],
  ["provider", "drains whatever", "extensions/drain-stale", /no drained 2998-01-31T12:00:00Z in details_web/],
  ["provider", "serves without the key", "extensions/key-not-granted", /no address for keyed/],
  ["provider", "uses any key", "extensions/key-of-another", /no address for keyed/],
  ["provider", "reports once for a name", "extensions/health", /health_web has the received_hash/],
  ["provider", "never reports changes", "extensions/health-changed", /the state of 192\.0\.2\.9,/],
  ["provider", "believes a future report", "extensions/health-changed", /the state of 192\.0\.2\.10,/],
  ["provider", "reports without news", "extensions/health-unchanged", /because no backend has another state/],
  ["provider", "pauses for each request", "extensions/health-pause", /health_web: /],
  ["provider", "lets the first report wait", "extensions/health-first", /there is no health_next/],
  ["provider", "reports each change at once", "extensions/health-first", /less than a minute old/],
  ["provider", "keeps the health of a refusal", "extensions/health-refused", /response_web is .*unsupported/],
  ["provider", "leaves health behind", "extensions/health-removed", /health_next: /],
  ["provider", "reports on and on", "extensions/health-withdrawn", /health_web: /],
  ["provider", "reads what it does not announce", "extensions/not-announced", /the same response_web/],
  ["provider", "refuses all options", "extensions/options", /response_with-idle-timeout is .*unsupported/],
  ["provider", "hides the option", "extensions/options-unsupported", /with-source-ranges is "not supported"/],
  [
    "provider",
    "serves unreadable options",
    "extensions/options-unusable",
    /response_bad-0 is .*192\.0\.2\.50/,
  ],
  ["provider", "reads options once", "extensions/options-changed", /a refusal \(unsupported\) of web/],
  ["provider", "reads stale options", "extensions/options-stale", /the same response_web/],
  ["provider", "reads options unasked", "extensions/options-left-behind", /the same response_web/],
  ["provider", "serves what it remembers", "leadership/removed-at-once", /no response_web/],
  ["requirer", "makes new ids", "core/unchanged", /the same requests as before/],
  ["requirer", "asks early", "core/version", /expected: no request/],
  ["requirer", "asks once", "removal/relation", /at least one request/],
  ["requirer", "dies of a refusal", "core/refused", /no hook fails[\s\S]*unsupported/],
  ["requirer", "dies of a revocation", "removal/revoked", /no hook fails[\s\S]*no response/],
  ["requirer", "dies on junk", "hostile/not-json", /no hook fails[\s\S]*SyntaxError/],
  ["requirer", "dies on a version", "hostile/version-garbage", /no hook fails[\s\S]*version one/],
  ["requirer", "withdraws what is not answered", "hostile/incomplete", /the same requests as before/],
  ["requirer", "believes any drain", "extensions/drained-unasked", /request_web: is gone/],
  ["requirer", "drains another text", "extensions/announced", /drain_web: /],
  ["requirer", "withdraws when a backend is down", "extensions/health", /request_web: is gone/],
  ["requirer", "dies on health", "hostile/health", /no hook fails[\s\S]*SyntaxError/],
  ["requirer", "writes no options", "extensions/options", /there is no options_…/],
  ["requirer", "sends options to everybody", "extensions/announcement", /options_web/],
  [
    "requirer",
    "dies of a refused option",
    "extensions/options-refused",
    /no hook fails[\s\S]*refused option/,
  ],
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
      { id: "removal/other-requirer", outcome: "failed" },
      { id: "removal/relation", outcome: "failed" },
    ])
  },
)

test.each(isDeep ? (["provider", "requirer"] as const) : [])(
  "a %s without a mistake and without a framework passes",
  async (side) => {
    const charm = await packSimpleCharm(folder, side, "none")
    const { cases } = await checkConformance(charm, {
      only: ["core", "extensions", "leadership", "removal"],
      env: {},
    })
    // This provider reads all extensions.
    const notApplicable =
      side === "provider" ? [{ id: "extensions/not-announced", outcome: "not applicable" }] : []
    expect(cases.filter(({ outcome }) => outcome !== "passed")).toMatchObject(notApplicable)
  },
)
