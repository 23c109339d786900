import { type ChildProcess, execFile, spawn } from "node:child_process"
import { readdirSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findHaproxy } from "../charms/haproxy-lb/src/haproxy/haproxy-engine.ts"
import { bundled } from "../suite/bundled.ts"
import { isDeep } from "../suite/doses.ts"
import { HELP } from "./options.ts"

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL("..", import.meta.url))
let temp: string

beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), "dt-"))
})
afterAll(() => rm(temp, { recursive: true, force: true }))

const program = await bundled(new URL("./main.ts", import.meta.url))

/** Runs the demo with its own folder for temporary files. */
function demo(
  args: readonly string[] = [],
  onOutput: (child: ChildProcess, stdout: string) => void = () => undefined,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: temp } })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (text) => {
      stdout += text
      onOutput(child, stdout)
    })
    child.stderr.on("data", (text) => (stderr += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
}

/** What every run observes, in the order of the scenario. */
const FACTS = [
  "active with the address 192.0.2.7",
  "with the provider's message for the field `public`",
  "answered again",
  "no request or response was written again",
  "wait for a provider",
]

const MIXED = [
  { args: ["--provider", "reactive"], provider: "lb-provider-reactive", consumer: "lb-consumer" },
  { args: ["--consumer", "reactive"], provider: "lb-provider", consumer: "lb-consumer-reactive" },
]

test.each(isDeep ? MIXED : [])(
  "$args shows the same with other example charms",
  async ({ args, provider, consumer }) => {
    const { code, stdout, stderr } = await demo(args)
    expect(stderr).toBe("")
    expect(code).toBe(0)
    for (const charm of [provider, consumer]) expect(stdout).toMatch(new RegExp(` ${charm}_\\w+\\.charm`))
    for (const fact of FACTS) expect(stdout).toContain(fact)
  },
)

const haproxy = findHaproxy()
if (haproxy === undefined)
  console.warn("SKIPPED 1 test (the demo with HAProxy): HAProxy is not installed; apt-get install haproxy")

const EMBEDDED = { engine: "embedded", absent: false, words: "by the embedded balancer", style: "reactive" }
const HAPROXY = { engine: "haproxy", absent: haproxy === undefined, words: "by HAProxy", style: "operator" }

describe.each(isDeep ? [EMBEDDED, HAPROXY] : [HAPROXY])(
  "--traffic --engine $engine --style $style",
  ({ engine, absent, words, style }) => {
    test.skipIf(absent)(
      "it observes every state, prints plain lines, sends real requests to each unit, also while one is dead, and leaves nothing behind",
      async () => {
        const { code, stdout, stderr } = await demo(["--traffic", "--engine", engine, "--style", style])
        expect(stderr).toBe("")
        expect(code).toBe(0)
        const suffix = style === "reactive" ? "-reactive" : ""
        for (const charm of ["lb-provider", "lb-consumer"])
          expect(stdout).toMatch(new RegExp(` ${charm}${suffix}_\\w+\\.charm`))
        for (const fact of FACTS) expect(stdout).toContain(fact)
        expect(stdout).toMatch(/lb-provider\/0\s+lb-consumers-relation-changed hook\s+\d+ ms/)
        expect(stdout).toMatch(/Unit\s+Workload\s+Agent\s+Address\s+Message/)
        for (const fact of [
          /haproxy-lb\/0\* +active .* 1 load balancer WORDS/,
          /answered by each unit in turn/,
          /web-server\/1 +has died, \d+ requests served so far/,
          /(\d+) of \1 requests since then were answered, by the other two/,
          /the load balancer has detected the dead backend/,
          /web-server\/1 +has returned, \d+ requests served so far/,
          /the backend has returned and answers again/,
          /the load balancer no longer listens/,
        ]) {
          expect(stdout).toMatch(new RegExp(fact.source.replace("WORDS", words)))
        }
        // Below the table: a line for each backend, once at the start and once at the end, but not for each poll.
        const lines = stdout.match(/^ {4}web-server\/\d +(lives|dead ) {2}\d+ requests served$/gm) ?? []
        expect(lines.length).toBe(6)
        expect(stdout).not.toContain("\u001b[")
        expect(readdirSync(temp)).toEqual([])
      },
      240_000,
    )
  },
)

test("--json --style declared prints one object on each line and a result, and leaves nothing behind", async () => {
  const { code, stdout, stderr } = await demo(["--json", "--style", "declared"])
  expect(stderr).toBe("")
  expect(code).toBe(0)
  for (const fact of FACTS) expect(stdout).toContain(fact)
  const lines: { type: string; ok?: boolean }[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  expect(lines.filter(({ type }) => type === "observed").length).toBeGreaterThanOrEqual(7)
  expect(lines.some(({ type }) => type === "databag-changed")).toBe(true)
  for (const charm of ["lb-provider-declared", "lb-consumer-declared"]) expect(stdout).toContain(`"${charm}_`)
  expect(lines.at(-1)).toMatchObject({ type: "result", ok: true })
  expect(readdirSync(temp)).toEqual([])
})

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it with 130, and nothing is left behind",
  async (signal) => {
    const running = demo([], (child, stdout) => {
      // Sent more than once: a second Ctrl-C must not interrupt the cleanup. After the last line there is nothing to interrupt.
      if (stdout.includes("install hook") && !stdout.includes(": interrupted")) child.kill(signal)
    })
    const { code, stdout, stderr } = await running
    expect(code).toBe(130)
    expect(stdout).toMatch(/Not as it should be after .*: interrupted\n$/)
    expect(stderr).toBe("")
    expect(readdirSync(temp)).toEqual([])
  },
)

test("a reader that closes the pipe causes no crash", async () => {
  const { stderr } = await demo([], (child, stdout) => {
    if (stdout.includes("install hook")) child.stdout?.destroy()
  })
  expect(stderr).toBe("")
  expect(readdirSync(temp)).toEqual([])
})

test("npm run demo -- --help explains", async () => {
  const { stdout } = await run("npm", ["run", "demo", "--", "--help"], { cwd: ROOT })
  expect(stdout).toContain(HELP)
})

test("a usage error exits with 2", async () => {
  expect((await demo(["--nonsense"])).code).toBe(2)
  expect(await demo(["--traffic", "--engine", "nginx"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("choose auto, haproxy or embedded"),
  })
  expect(await demo(["--consumer", "lazy"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("choose operator, declared, reactive"),
  })
})
