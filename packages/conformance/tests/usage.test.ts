import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runCli } from "../src/cli/run.ts"
import { packSimpleCharm } from "./simple-charm.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "usage-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(args: readonly string[], signal?: AbortSignal) {
  let [stdout, stderr] = ["", ""]
  const streams = {
    stdout: (text: string) => {
      stdout += text
    },
    stderr: (text: string) => {
      stderr += text
    },
  }
  const status = await runCli(args, streams, signal)
  return { status, stdout, stderr }
}

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
    [[charm, "--timeout", "2147484"], /--timeout takes a number of seconds up to 2147483, not "2147484"/],
    [[charm, "--loud"], /Unknown option '--loud'/],
  ] as const) {
    const { status, stderr, stdout } = await run(args)
    expect(stderr).toMatch(words)
    expect([status, stdout]).toEqual([2, ""])
  }
})

test("an interrupt before the charm is deployed is not lost", async () => {
  const charm = await packSimpleCharm(folder, "provider", "none")
  expect(await run([charm], AbortSignal.abort())).toMatchObject({ status: 1, stdout: "" })
})

test("--list has every case with what it proves", async () => {
  const { status, stdout } = await run(["--list", "requirer"])
  expect(stdout).toMatch(/^A requirer:\n {2}core\/version: .*\n {6}“sends requests once/)
  expect(stdout).toContain('\n      only for a charm that announces "options"\n')
  expect(stdout).toContain("D23: a response that cannot be read raises")
  expect(stdout).not.toContain("A provider")
  expect(status).toBe(0)
})
