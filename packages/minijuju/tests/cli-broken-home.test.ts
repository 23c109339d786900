import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, expect, test } from "vitest"
import { processesWith } from "../src/agent/process-tree.ts"
import { CliHome, ended } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const LIMIT = { timeout: 120_000 }
const homes: CliHome[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await home.end().catch(() => undefined)
})

async function make(): Promise<CliHome> {
  const home = await CliHome.make()
  homes.push(home)
  return home
}

const running = (home: CliHome) => processesWith("MINIJUJU_HOME", String(home.env.MINIJUJU_HOME))

/** Ways in which a folder is unusable. Root may write everywhere, so file modes do not help here. */
const BROKEN: readonly (readonly [string, (home: CliHome) => void])[] = [
  ["a file", ({ home }) => writeFileSync(home, "")],
  [
    "below a file",
    (home) => {
      writeFileSync(home.home, "")
      home.env.MINIJUJU_HOME = join(home.home, "deeper")
    },
  ],
  [
    "where nobody can make a folder",
    (home) => {
      home.env.MINIJUJU_HOME = "/proc/minijuju"
    },
  ],
  ["with a file for its models", ({ home }) => withHome(home, () => writeFileSync(join(home, "models"), ""))],
  ["with a folder for its log", ({ home }) => withHome(home, () => mkdirSync(join(home, "daemon.log")))],
]

function withHome(home: string, make: () => void): void {
  mkdirSync(home, { mode: 0o700 })
  make()
}

test.each(BROKEN)("a home that is %s: one line, and no process", LIMIT, async (_, damage) => {
  const home = await make()
  damage(home)
  const { code, out, err } = await home.run(["models"])
  expect([code, out]).toEqual([1, ""])
  expect(err).toMatch(/^ERROR minijuju's folder "[^\n]*\n$/)
  expect(err).toContain(String(home.env.MINIJUJU_HOME))
  expect(running(home)).toEqual([])
})

test("deleting a home ends its processes, and the home is not created again", LIMIT, async () => {
  const home = await make()
  const charm = await shellCharm(
    home.dir,
    "app",
    "case $JUJU_DISPATCH_PATH in hooks/start) sleep 1000 ;; esac",
  )
  await home.ok("deploy", charm)
  while (!(await home.ok("status", "--format", "json")).includes("running start")) await sleep(50)
  const pid = home.daemon()
  const { "model-uuid": uuid = "" } = Object(Object(await home.json("models")).models[0])
  expect(processesWith("JUJU_MODEL_UUID", uuid)).not.toEqual([])
  rmSync(home.home, { recursive: true })
  await ended(pid)
  expect(processesWith("JUJU_MODEL_UUID", uuid)).toEqual([])
  expect(existsSync(home.home)).toBe(false)
})

test("temporary folders of a killed start are removed by the next start", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "a")
  const pid = await home.killDaemon()
  // Folders of processes that were killed before their socket got its name, in the current and an older format.
  const gone = [`.claim-${pid}-0a1b2c3d`, ".claim-0a1b2c3d"]
  for (const name of gone) {
    mkdirSync(join(home.home, name), { mode: 0o700 })
    writeFileSync(join(home.home, name, "s"), "")
  }
  await home.ok("models")
  expect(readdirSync(home.home).filter((name) => name.startsWith("."))).toEqual([])
  expect(readdirSync(join(home.home, "models"))).toEqual(["a"])
})

test("a home deleted between two commands: the next command creates a new one", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "a")
  const pid = home.daemon()
  rmSync(home.home, { recursive: true })
  const { code, out } = await home.run(["models"])
  expect(code, out).toBe(0)
  await ended(pid)
  expect(home.pids()).not.toContain(pid)
  expect(readFileSync(join(home.home, "daemon.log"), "utf8")).toContain("loads the models")
})
