import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterEach, expect, test } from "vitest"
import { CliHome, ended, isRunning } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const LIMIT = { timeout: 120_000 }
const PROGRAM = fileURLToPath(new URL("../bin/minijuju.js", import.meta.url))
const homes: CliHome[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await home.end()
})

async function make(): Promise<CliHome> {
  const home = await CliHome.make()
  homes.push(home)
  return home
}

const start = (home: CliHome, ...argv: string[]) =>
  spawn(process.execPath, argv, { env: home.env, stdio: ["ignore", "pipe", "pipe"] })

function children(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim()
  return text === "" ? [] : text.split(" ").map(Number)
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends the program and what it has started",
  LIMIT,
  async (signal) => {
    const home = await make()
    await home.ok("add-model", "a")
    const program = start(home, PROGRAM, "status", "--watch", "1s")
    await once(program.stdout, "data")
    const pids = children(program.pid ?? 0)
    expect(pids).toHaveLength(1)
    program.kill(signal)
    const [code, by] = await once(program, "exit")
    expect(by ?? code).toBe(signal)
    for (const pid of pids) await ended(pid)
    expect(pids.filter(isRunning)).toEqual([])
  },
)

const GONE: readonly (readonly string[])[] = [
  ["--help"],
  ["status", "--watch", "1s"],
  ["dashboard"],
  ["models"],
]

test.each(GONE)(
  "%s %s %s: a reader that has gone ends the program without a word",
  LIMIT,
  async (...argv) => {
    const home = await make()
    await home.ok("deploy", await shellCharm(home.dir, "a", "true"))
    const program = start(home, ...home.self, ...argv.filter((word) => word !== undefined))
    let err = ""
    program.stderr.on("data", (bytes) => {
      err += bytes
    })
    program.stdout.destroy()
    const [code] = await once(program, "exit")
    expect([code, err]).toEqual([141, ""])
  },
)
