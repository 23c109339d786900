import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { builtMinijuju } from "../../../suite/minijuju.ts"
import { packSimpleCharm } from "./simple-charm.ts"

let folder: string
let program: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "command-"))
  program = await bundled(new URL("../src/cli.ts", import.meta.url))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function command(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, JUJU: "", ...env } }
    const child = execFile(process.execPath, [program, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    )
  })
}

test("a charm that fails a case: what was expected, what was seen, what it proves; exit status 1", async () => {
  const charm = await packSimpleCharm(folder, "provider", "leaks responses")
  const { status, stdout } = await command([charm, "--only", "removal/request"])
  expect(stdout).toContain("FAIL removal/request: the response to a removed request is deleted, others stay")
  expect(stdout).toContain("expected: no response_next, no handled_next, no details_next")
  expect(stdout).toContain("after: the other side deleted request_next")
  expect(stdout).toMatch(/seen: response_next: \{"address": "192\.0\.2\.50"/)
  expect(stdout).toContain("PROTOCOL.md: “Deleting the key removes a request or response.”")
  expect(stdout).toContain("charms with the Python library: D12, a removed request has only its id")
  expect(stdout).toMatch(
    /does not conform as a provider \(endpoint lb\) in 1 of \d+ cases: 0 passed, 1 failed\n$/,
  )
  expect(status).toBe(1)
})

test("the same cases through the juju command line, as JSON; exit status 0", async () => {
  const charm = await packSimpleCharm(folder, "provider", "none")
  const { program: juju } = await builtMinijuju()
  const only = ["--only", "core/answer", "--only", "removal/request"]
  const { status, stdout } = await command([charm, "--json", ...only], { JUJU: juju })
  const report: unknown = JSON.parse(stdout)
  expect(report).toMatchObject({ format: 1, side: "provider", conforms: false, selected: 2, passed: 2 })
  expect(status).toBe(0)
})
