import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
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
  expect(stdout).toMatch(/seen: response_next: \{"address": "192\.0\.2\.50"/)
  expect(stdout).toContain("PROTOCOL.md: “Deleting the key removes a request or response.”")
  expect(stdout).toContain("charms with the Python library: D12, a removed request has only its id")
  expect(stdout).toMatch(/does not conform as a provider \(endpoint lb\): 0 passed, 1 failed\n$/)
  expect(status).toBe(1)
})

test("the same cases through the juju command line, as JSON; exit status 0", async () => {
  const charm = await packSimpleCharm(folder, "provider", "none")
  const { program: juju } = await builtMinijuju()
  const only = ["--only", "core/answer", "--only", "hostile/not-json", "--only", "removal/relation"]
  const { status, stdout } = await command([charm, "--json", ...only], { JUJU: juju })
  const report: unknown = JSON.parse(stdout)
  expect(report).toMatchObject({ format: 1, side: "provider", conforms: true, passed: 3, failed: 0 })
  expect(status).toBe(0)
})

test("wrong usage: exit status 2, and what to do", async () => {
  const noCharm = join(folder, "none.charm")
  await writeFile(noCharm, "no archive")
  const charm = await packSimpleCharm(folder, "requirer", "none")
  for (const [args, words] of [
    [[], /give one packed charm/],
    [[join(folder, "gone.charm")], /gone\.charm is no file: pack the charm first/],
    [[noCharm], /none\.charm is no packed charm: /],
    [[charm, "--only", "cores"], /no case or group "cores": see --list/],
    [[charm, "--endpoint", "db"], /no endpoint "db" with the interface loadbalancer, only lb/],
    [[charm, "--config", "port"], /--config takes KEY=VALUE/],
    [[charm, "--timeout", "long"], /--timeout takes a number of seconds/],
    [[charm, "--loud"], /Unknown option '--loud'/],
  ] as const) {
    const { status, stderr, stdout } = await command(args)
    expect(stderr).toMatch(words)
    expect([status, stdout]).toEqual([2, ""])
  }
})

test("--list has every case with what it proves", async () => {
  const { status, stdout } = await command(["--list", "requirer"])
  expect(stdout).toMatch(/^A requirer:\n {2}core\/version: .*\n {6}“sends requests once/)
  expect(stdout).toContain("D23: a response that cannot be read raises")
  expect(stdout).not.toContain("A provider")
  expect(status).toBe(0)
})
