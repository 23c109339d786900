import { expect, test } from "vitest"
import { coveragePage } from "./coverage.ts"
import { parseRecording, readRecording } from "./recording.ts"
import { writeRecording } from "./write-recording.ts"

const recording = (change: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    format: 1,
    scenario: "s",
    about: "a",
    juju: "4.0.15",
    plan: {},
    environment: { LANG: "C" },
    steps: [],
    ...change,
  })

test("hooks have the variables that all hooks share, and their own", () => {
  const hook = { unit: "a/0", hook: "hooks/start", env: { JUJU_HOOK_NAME: "start" }, calls: [] }
  const steps = [{ settle: 1, leaders: [], in_error: [], hooks: [hook] }]
  expect(parseRecording(recording({ steps }), "f").steps).toMatchObject([
    { kind: "settle", hooks: [{ rc: 0, env: { LANG: "C", JUJU_HOOK_NAME: "start" } }] },
  ])
})

test.each([
  ["{", /^f is damaged: .*JSON/],
  ["[]", /^f is damaged: the recording is not an object$/],
  [recording({ format: 2 }), /^f has format 2; this suite reads format 1: update the repository$/],
  [recording({ format: "x" }), /^f is damaged: format is "x"$/],
  [recording({ plan: { start: 7 } }), /^f is damaged: plan.start is not text$/],
  [recording({ steps: [{ command: "status" }] }), /^f is damaged: steps\[0\].command is not a list$/],
  [recording({ steps: [{ command: ["status"], rc: "0" }] }), /^f is damaged: steps\[0\].rc is not a number$/],
  [recording({ steps: [{}] }), /^f is damaged: steps\[0\].settle is not a number$/],
])("a damaged or newer recording names the file and the place: %#", (text, message) => {
  expect(() => parseRecording(text, "f")).toThrow(message)
})

const SCENARIOS = [
  "actions",
  "config",
  "failure",
  "leader",
  "relations",
  "scale",
  "secrets",
  "storage",
  "tools",
  "upgrade",
  "user-secrets",
  "wide",
]

test("the corpus has a recording of Juju 4.0.15 for each scenario", () => {
  const recordings = SCENARIOS.map((name) => readRecording(name))
  expect(recordings.map(({ scenario, juju }) => `${scenario} ${juju}`)).toEqual(
    SCENARIOS.map((name) => `${name} 4.0.15`),
  )
})

test("a recording that is written and read again is the same", () => {
  for (const name of SCENARIOS) {
    const recording = readRecording(name)
    expect(parseRecording(writeRecording(recording), name)).toEqual(recording)
  }
})

test("the page of what was compared is up to date", async () => {
  const page = coveragePage(SCENARIOS.map((name) => readRecording(name)))
  await expect(page).toMatchFileSnapshot("../../../../docs/juju-conformance.md")
})
