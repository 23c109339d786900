import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { bundled } from "../../../../suite/bundled.ts"
import { hookEnvironment } from "../../tests/run-hook.ts"
import { serializeCharmJson } from "../metadata/charm-json.ts"

const folder = mkdtempSync(join(tmpdir(), "main-"))
afterAll(() => rmSync(folder, { recursive: true }))

const charm = await bundled(new URL("../../tests/fixtures/process-charm.ts", import.meta.url))
const calls = join(folder, "calls")
const tools = join(folder, "tools")
mkdirSync(tools)
writeFileSync(
  join(folder, "charm.json"),
  serializeCharmJson({
    metadata: { name: "me", summary: "For tests.", description: "For tests." },
    actions: { "do-it": {} },
  }),
)
for (const tool of ["state-get", "state-set", "juju-log"]) {
  const answer = { "state-get": "echo null", "state-set": `cat >> ${calls}` }[tool] ?? ":"
  writeFileSync(join(tools, tool), `#!/bin/sh\necho "${tool} $*" >> ${calls}\n${answer}\n`, { mode: 0o755 })
}

/** Runs the charm as Juju does: in a process, with hook tools on PATH. */
function run(env: Record<string, string>) {
  rmSync(calls, { force: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, [charm], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${tools}:/usr/bin:/bin`, JUJU_CHARM_DIR: folder, ...env },
  })
  return { status, stdout, stderr, calls: existsSync(calls) ? readFileSync(calls, "utf8") : "" }
}

test("a hook that succeeds: exit code 0, and the state is sent", () => {
  const { status, stderr, calls } = run(hookEnvironment("start"))
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  expect(calls).toContain("state-set --file -\n")
  expect(calls).toContain('"ProcessCharm/StoredStateData[_stored]":"{\\"starts\\":1}"')
  expect(calls).toContain("juju-log --log-level INFO -- nested: 1")
})

test("a hook that fails: exit code 1, the stack in Juju's log, nothing sent", () => {
  const { status, stderr, calls } = run(hookEnvironment("config-changed"))
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" })
  expect(calls).toContain(
    "juju-log --log-level ERROR -- Uncaught exception while in charm code:\nError: on purpose",
  )
  // Bun's stack traces do not contain a method's class.
  const method = process.versions.bun === undefined ? "ProcessCharm\\.fail" : "fail"
  expect(calls).toMatch(new RegExp(`at ${method} .*program\\.mjs:\\d+:\\d+`))
  expect(calls).not.toContain("state-set")
})

test("a failed action writes the error to stderr", () => {
  const { status, stderr } = run(hookEnvironment("actions/do-it", { JUJU_ACTION_NAME: "do-it" }))
  expect(status).toBe(1)
  expect(stderr).toContain("Uncaught Error in charm code: on purpose")
})

test("with JUJU_DEBUG the log is on stderr too", () => {
  expect(run(hookEnvironment("start", { JUJU_DEBUG: "1" })).stderr).toMatch(/INFO nested: 1/)
})

test("outside of Juju, and inside of another dispatch, it does nothing", () => {
  for (const env of [{}, hookEnvironment("config-changed", { OPERATOR_DISPATCH: "1" })]) {
    const { status, stdout, stderr, calls } = run(env)
    expect({ status, stdout, stderr, calls }).toEqual({ status: 0, stdout: "", stderr: "", calls: "" })
  }
})

test("without hook tools the reason is on stderr", () => {
  const { status, stderr } = run({ ...hookEnvironment("config-changed"), PATH: "/nonexistent" })
  expect(status).toBe(1)
  expect(stderr).toContain("state-get")
})
