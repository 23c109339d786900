import { spawnSync } from "node:child_process"
import {
  appendFileSync,
  chmodSync,
  chownSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { unpack } from "./support/archive.ts"
import { charmProject, type ScratchFolder, scratchFolder } from "./support/project.ts"

const source = `function used() { return "ran " + process.env.JUJU_DISPATCH_PATH }
async function main() {
  const { basename } = await import("node:path")
  console.log(used(), basename(__filename))
  if (process.env.FAIL) process.exitCode = Number(process.env.FAIL)
}
main()
`

const units: ScratchFolder[] = []
afterEach(() => {
  for (const unit of units.splice(0)) unit[Symbol.dispose]()
})

async function deploy(text = source): Promise<ScratchFolder> {
  using project = charmProject()
  project.write("src/charm.ts", text)
  const unit = scratchFolder()
  units.push(unit)
  await unpack((await packCharm({ projectDir: project.dir })).file, unit.dir)
  return unit
}

const CACHE = "src/charm.cjs.hooks-start.cache"
const cacheOf = (unit: ScratchFolder) => join(unit.dir, CACHE)
/** Identifies a file: a replacement has another time. */
const madeAt = (unit: ScratchFolder) => statSync(cacheOf(unit), { bigint: true }).ctimeNs

function start(unit: ScratchFolder, hook: string, env: Record<string, string> = {}, flags: string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, join(unit.dir, "src/start.cjs")],
    {
      encoding: "utf8",
      env: { JUJU_DISPATCH_PATH: hook, ...env },
    },
  )
  return { status, stdout, stderr }
}

const ran = (hook: string) => ({ status: 0, stdout: `ran ${hook} charm.cjs\n`, stderr: "" })

/** A run that cannot use the cache writes a new one; a run that uses it does not change it. */
function expectUse(unit: ScratchFolder, used: boolean, flags: string[] = []): void {
  const before = madeAt(unit)
  expect(start(unit, "hooks/start", {}, flags)).toEqual(ran("hooks/start"))
  expect(madeAt(unit) === before).toBe(used)
}

test("the first run of a hook leaves a cache behind, the next ones use it, and another hook makes its own", async () => {
  const unit = await deploy()
  expect(start(unit, "hooks/start")).toEqual(ran("hooks/start"))
  expect(statSync(cacheOf(unit)).mode & 0o777).toBe(0o600)
  expectUse(unit, true)
  expect(start(unit, "hooks/stop")).toEqual(ran("hooks/stop"))
  expectUse(unit, true)
  expect(readdirSync(join(unit.dir, "src")).sort()).toEqual([
    "charm.cjs",
    "charm.cjs.hooks-start.cache",
    "charm.cjs.hooks-stop.cache",
    "charm.cjs.map",
    "start.cjs",
  ])
})

/** Makes the first cache `since` minutes old, with its last renewal `renewed` minutes after that. */
function age(unit: ScratchFolder, since: number, renewed: number): void {
  const first = Date.now() - since * 60_000
  const cache = readFileSync(cacheOf(unit))
  const footer = cache.lastIndexOf(sinceOf(unit))
  cache.write(String(first), footer, "latin1")
  writeFileSync(cacheOf(unit), cache)
  utimesSync(cacheOf(unit), new Date(), new Date(first + renewed * 60_000))
}

/** Returns when the first cache was written, in milliseconds since 1970: it follows the copies of the code. */
function sinceOf(unit: ScratchFolder): string {
  return /(\d{13}) v[^\n]*\n$/.exec(readFileSync(cacheOf(unit), "latin1"))?.[1] ?? ""
}

test("it is renewed with the functions of later runs, at growing intervals", async () => {
  const unit = await deploy()
  start(unit, "hooks/start")
  age(unit, 60, 0)
  const since = sinceOf(unit)
  expectUse(unit, false)
  expect(sinceOf(unit)).toBe(since)
  expectUse(unit, true)
  age(unit, 60, 40)
  expectUse(unit, true)
  age(unit, 90, 40)
  expectUse(unit, false)
})

test("an action of the same name as a hook has a cache of its own", async () => {
  const unit = await deploy()
  start(unit, "hooks/start")
  expect(start(unit, "actions/start")).toEqual(ran("actions/start"))
  expectUse(unit, true)
  expect(readdirSync(join(unit.dir, "src"))).toContain("charm.cjs.actions-start.cache")
})

test("a hook that fails leaves none", async () => {
  const unit = await deploy()
  expect(start(unit, "hooks/start", { FAIL: "3" }).status).toBe(3)
  expect(readdirSync(join(unit.dir, "src"))).toHaveLength(3)
})

const damages: Record<string, (unit: ScratchFolder) => void> = {
  "an empty file": (unit) => unit.write(CACHE, "", 0o600),
  "no footer": (unit) => unit.write(CACHE, "no\n", 0o600),
  "a footer of another kind": (unit) => unit.write(CACHE, "0 v1 2 3\n", 0o600),
  "that of another hook": (unit) => {
    const cache = readFileSync(cacheOf(unit))
    cache.write("hooks/other", cache.lastIndexOf("hooks/start"), "latin1")
    writeFileSync(cacheOf(unit), cache)
  },
  "a cut end": (unit) => writeFileSync(cacheOf(unit), readFileSync(cacheOf(unit)).subarray(0, -100)),
  "one copy of the code": (unit) => {
    const cache = readFileSync(cacheOf(unit))
    const footer = cache.lastIndexOf(sinceOf(unit))
    writeFileSync(cacheOf(unit), Buffer.concat([cache.subarray(0, footer / 2), cache.subarray(footer)]))
  },
  "more at the end": (unit) => appendFileSync(cacheOf(unit), "x"),
  "the charm rewritten, with the same length": (unit) => {
    const file = join(unit.dir, "src/charm.cjs")
    unit.write("src/charm.cjs", readFileSync(file, "utf8"), 0o755)
  },
  "the charm's times set back": (unit) => utimesSync(join(unit.dir, "src/charm.cjs"), 1, 1),
  "others may write it": (unit) => chmodSync(cacheOf(unit), 0o622),
  ...(process.geteuid?.() === 0 && {
    "of another user": (unit: ScratchFolder) => chownSync(cacheOf(unit), 65_534, 65_534),
  }),
}

test.each(Object.entries(damages))("not used: %s", async (_, damage) => {
  const unit = await deploy()
  start(unit, "hooks/start")
  expectUse(unit, true)
  damage(unit)
  expectUse(unit, false)
  expectUse(unit, true)
})

test("not used: a cache with any wrong bit", async () => {
  const unit = await deploy()
  start(unit, "hooks/start")
  const good = readFileSync(cacheOf(unit))
  for (let i = 0; i < 12; i++) {
    const bad = Buffer.from(good)
    const at = Math.floor((i / 12) * bad.length)
    bad[at] = (bad[at] ?? 0) ^ (1 << (i % 8))
    writeFileSync(cacheOf(unit), bad)
    expect(start(unit, "hooks/start")).toEqual(ran("hooks/start"))
  }
})

test("not used: made by a Node.js with other flags", async () => {
  const unit = await deploy()
  start(unit, "hooks/start")
  expectUse(unit, false, ["--no-opt"])
})

test("a changed charm runs as it is now, even when it is as long as before", async () => {
  const unit = await deploy()
  start(unit, "hooks/start")
  const file = join(unit.dir, "src/charm.cjs")
  unit.write("src/charm.cjs", readFileSync(file, "utf8").replace("ran ", "has "), 0o755)
  expect(start(unit, "hooks/start").stdout).toBe("has hooks/start charm.cjs\n")
})

test("a charm with characters that take more than one byte runs as it is, with a cache and without", async () => {
  const unit = await deploy()
  const file = join(unit.dir, "src/charm.cjs")
  unit.write("src/charm.cjs", readFileSync(file, "utf8").replace("ran ", "läuft \u{1f600} "), 0o755)
  for (const _ of [1, 2, 3])
    expect(start(unit, "hooks/start").stdout).toBe("läuft \u{1f600} hooks/start charm.cjs\n")
})

test("a link or a folder in the cache's place does no harm", async () => {
  const unit = await deploy()
  unit.write("elsewhere", "mine")
  unit.link(CACHE, join(unit.dir, "elsewhere"))
  expect(start(unit, "hooks/start")).toEqual(ran("hooks/start"))
  expect(readFileSync(join(unit.dir, "elsewhere"), "utf8")).toBe("mine")
  expectUse(unit, true)
  unit.remove(CACHE)
  unit.write(`${CACHE}/file`, "")
  expect(start(unit, "hooks/start")).toEqual(ran("hooks/start"))
  expect(readdirSync(join(unit.dir, "src"))).toHaveLength(4)
})

test.skipIf(process.geteuid?.() === 0 && !hasSetpriv())(
  "a folder that cannot be written: the charm runs without",
  async () => {
    const unit = await deploy()
    for (const place of [".", "src"]) chmodSync(join(unit.dir, place), 0o555)
    const argv =
      process.geteuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
    const [program = "", ...args] = [...argv, process.execPath, join(unit.dir, "src/start.cjs")]
    const { status, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      env: { PATH: process.env.PATH, JUJU_DISPATCH_PATH: "hooks/start" },
    })
    for (const place of [".", "src"]) chmodSync(join(unit.dir, place), 0o755)
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(readdirSync(join(unit.dir, "src"))).toHaveLength(3)
  },
)

function hasSetpriv(): boolean {
  return spawnSync("setpriv", ["--version"]).status === 0
}

test("many at once: each run is right, and what is left can be used", async () => {
  const unit = await deploy()
  const script = Array.from({ length: 8 }, (_, i) => `JUJU_DISPATCH_PATH=hooks/${i} "$0" "$1" &`).join("\n")
  const { stdout, stderr } = spawnSync(
    "sh",
    ["-c", `${script}\nwait`, process.execPath, join(unit.dir, "src/start.cjs")],
    { encoding: "utf8" },
  )
  expect(stderr).toBe("")
  expect(stdout.trim().split("\n")).toHaveLength(8)
  start(unit, "hooks/start")
  expectUse(unit, true)
  expect(readdirSync(join(unit.dir, "src"))).toHaveLength(3 + 9)
})

test("several of one hook at once: what is left can be used", async () => {
  const unit = await deploy()
  const script = Array.from({ length: 8 }, () => `JUJU_DISPATCH_PATH=hooks/start "$0" "$1" &`).join("\n")
  const { stdout, stderr } = spawnSync(
    "sh",
    ["-c", `${script}\nwait`, process.execPath, join(unit.dir, "src/start.cjs")],
    { encoding: "utf8" },
  )
  expect({ stdout, stderr }).toEqual({ stdout: ran("hooks/start").stdout.repeat(8), stderr: "" })
  expectUse(unit, true)
  expect(readdirSync(join(unit.dir, "src"))).toHaveLength(4)
})

test("an import that is resolved at run time: the charm runs without a cache", async () => {
  const unit = await deploy(`
    async function main() {
      const { default: value } = await import(__dirname + process.env.JUJU_DISPATCH_PATH)
      console.log(value)
    }
    main()
  `)
  unit.write("files/late.mjs", "export default 'late'\n")
  for (let i = 0; i < 2; i++)
    expect(start(unit, "/../files/late.mjs")).toEqual({ status: 0, stdout: "late\n", stderr: "" })
  expect(readdirSync(join(unit.dir, "src"))).toHaveLength(3)
})
