import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterEach, expect, test } from "vitest"
import { at, CliHome, ended, isRunning } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const LIMIT = { timeout: 120_000 }
const homes: CliHome[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await home.end()
})

async function make(env?: Record<string, string>): Promise<CliHome> {
  const home = await CliHome.make(env)
  homes.push(home)
  return home
}

test("concurrent commands start only one background process", LIMIT, async () => {
  const home = await make()
  const names = ["a", "b", "c", "d", "e"]
  const ends = await Promise.all(names.map((name) => home.run(["add-model", name])))
  expect(ends.map(({ code, err }) => (code === 0 ? code : err))).toEqual([0, 0, 0, 0, 0])
  expect(at(await home.json("models"), "models")).toHaveLength(5)
  expect(home.pids()).toHaveLength(1)
  expect(readdirSync(home.home).filter((name) => /^daemon\.\d/.test(name))).toHaveLength(1)
})

test("two concurrent first deployments share the default model", LIMIT, async () => {
  const home = await make()
  const charm = await shellCharm(home.dir, "app", "status-set active")
  const ends = await Promise.all(["a", "b"].map((name) => home.run(["deploy", charm, name])))
  expect(ends.map(({ code, err }) => (code === 0 ? code : err))).toEqual([0, 0])
  expect(Object.keys(Object(at(await home.json("status"), "applications"))).sort()).toEqual(["a", "b"])
})

test(
  "a deployment whose archive is still read when another makes the first model goes into it",
  LIMIT,
  async () => {
    const home = await make()
    const quick = await shellCharm(home.dir, "quick", "status-set active")
    const files = { "big.txt": randomBytes(30_000_000).toString("base64") }
    const slow = await shellCharm(home.dir, "slow", "status-set active", "", files)
    await home.ok("models")
    const ends = await Promise.all([
      home.run(["deploy", slow]),
      sleep(100).then(() => home.run(["deploy", quick])),
    ])
    expect(ends.map(({ code, err }) => (code === 0 ? code : err))).toEqual([0, 0])
    expect(at(await home.json("models"), "models")).toHaveLength(1)
    expect(Object.keys(Object(at(await home.json("status"), "applications"))).sort()).toEqual([
      "quick",
      "slow",
    ])
  },
)

test("a hook left running by a killed background process is killed and run again", LIMIT, async () => {
  const home = await make()
  const charm = await shellCharm(
    home.dir,
    "slow",
    `[ "$JUJU_HOOK_NAME" = start ] || exit 0
     echo $$ >> ${home.dir}/pids
     [ -e ${home.dir}/go ] || sleep 1000
     status-set active`,
  )
  await home.ok("deploy", charm)
  const pids = () =>
    existsSync(join(home.dir, "pids"))
      ? readFileSync(join(home.dir, "pids"), "utf8").trim().split("\n").map(Number)
      : []
  while (pids().length === 0) await sleep(20)
  await home.killDaemon()
  expect(isRunning(pids()[0] ?? 0)).toBe(true)
  writeFileSync(join(home.dir, "go"), "")
  await home.ok("wait-for", "unit", "slow/0")
  expect(pids()).toHaveLength(2)
  expect(isRunning(pids()[0] ?? 0)).toBe(false)
})

test("a second background process exits; the first one keeps the folder", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "one")
  const second = spawn(process.execPath, [...home.self, "--daemon"], { env: home.env, stdio: "ignore" })
  expect(await once(second, "exit")).toEqual([0, null])
  expect(await home.ok("switch")).toBe("minijuju:admin/one\n")
  expect(home.pids()).toHaveLength(1)
})

test("stale sockets do not block a start, also of a process killed while it started", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "one")
  for (let i = 0; i < 3; i++) {
    await home.killDaemon()
    expect(await home.ok("switch")).toBe("minijuju:admin/one\n")
  }
  expect(home.pids()).toHaveLength(4)
  expect(readdirSync(home.home).filter((name) => /^daemon\.\d/.test(name))).toEqual(["daemon.4"])
})

test("only its user can open the folder, the socket and the state", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "one")
  const mode = (...path: string[]) => statSync(join(home.home, ...path)).mode & 0o777
  expect(mode()).toBe(0o700)
  expect(mode("models")).toBe(0o700)
  expect(mode("daemon.1")).toBe(0o600)
  expect(mode("daemon.log")).toBe(0o600)
  expect(mode("models", "one", "state.json")).toBe(0o600)

  const open = await make()
  mkdirSync(open.home)
  chmodSync(open.home, 0o755)
  expect(await open.run(["models"])).toEqual({
    code: 1,
    out: "",
    err: `ERROR minijuju's folder "${open.home}" can be opened by other users: chmod 700 it\n`,
  })
})

test("a folder whose path is too long for sockets is refused with advice", async () => {
  const home = await make({ MINIJUJU_HOME: `/tmp/${"x".repeat(100)}` })
  const { code, err } = await home.run(["models"])
  expect(code).toBe(1)
  expect(err).toContain("choose a shorter one (MINIJUJU_HOME)")
})

test("a background process that cannot start says why", LIMIT, async () => {
  const home = await make({ MINIJUJU_IDLE: "soon" })
  const { code, out, err } = await home.run(["models"])
  expect({ code, out }).toEqual({ code: 1, out: "" })
  expect(err).toContain(
    'it ended with an error: ERROR MINIJUJU_IDLE is "soon": it must be a number of seconds',
  )
})

test("it exits without models, and continues with one", LIMIT, async () => {
  const home = await make({ MINIJUJU_IDLE: "0.3" })
  await home.ok("models")
  const first = home.daemon()
  await ended(first)
  await home.ok("add-model", "one")
  const second = home.daemon()
  await sleep(1_500)
  expect(isRunning(second)).toBe(true)
  await home.ok("destroy-model", "one", "--no-prompt")
  await ended(second)
})

test(
  "a folder with an owner process is deleted when the owner exits, and all its processes end",
  LIMIT,
  async () => {
    const owner = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    const home = await make({ MINIJUJU_OWNER: String(owner.pid) })
    await home.ok("add-model", "one")
    const daemon = home.daemon()
    await sleep(1_500)
    expect(isRunning(daemon)).toBe(true)
    owner.kill("SIGKILL")
    await ended(daemon)
    expect(existsSync(home.home)).toBe(false)
  },
)

test("an invalid request closes its connection and nothing else", LIMIT, async () => {
  const home = await make()
  await home.ok("add-model", "one")
  for (const text of ["garbage\n", '{"argv":1}\n', "[]\n", '{"argv":["status"],"cwd":"/"}\n']) {
    const socket = connect(join(home.home, "daemon.1"))
    socket.on("error", () => {})
    socket.resume()
    socket.write(text)
    await once(socket, "close")
  }
  expect(await home.ok("switch")).toBe("minijuju:admin/one\n")
  expect(home.pids()).toHaveLength(1)
})

test(
  "shutdown ends hooks and what charms have left running; the next command takes the models up",
  LIMIT,
  async () => {
    const home = await make()
    const charm = await shellCharm(
      home.dir,
      "work",
      `echo "$JUJU_HOOK_NAME" >> ${home.dir}/hooks
     [ "$JUJU_HOOK_NAME" = start ] || exit 0
     sleep 1000 >/dev/null 2>&1 &
     echo $! > ${home.dir}/pid; status-set active "by $!"`,
    )
    await home.ok("deploy", charm)
    await home.ok("wait-for", "unit", "work/0")
    const workload = () => Number(readFileSync(join(home.dir, "pid"), "utf8"))
    const before = workload()
    // SIGKILL does not end charms' processes: the workload continues, and start does not run again.
    await home.killDaemon()
    expect(await home.statusOf("work/0")).toBe(`active: by ${before}`)
    expect(isRunning(before)).toBe(true)

    await home.ok("shutdown")
    expect(isRunning(home.daemon())).toBe(false)
    expect(isRunning(before)).toBe(false)
    while ((await home.statusOf("work/0")) === `active: by ${before}`) await sleep(50)
    expect(isRunning(workload())).toBe(true)
    expect(
      readFileSync(join(home.dir, "hooks"), "utf8")
        .split("\n")
        .filter((hook) => hook === "start"),
    ).toHaveLength(2)
  },
)

test("after a power failure the charm's files are unpacked again", LIMIT, async () => {
  const home = await make()
  const charm = await shellCharm(home.dir, "work", `status-set active "$(cat "$JUJU_CHARM_DIR/word")"`, "", {
    word: "here",
  })
  await home.ok("deploy", charm)
  await home.ok("wait-for", "unit", "work/0")
  await home.killDaemon()
  const model = join(home.home, "models", "default")
  writeFileSync(join(model, "agents", "unit-work-0", "charm", "word"), "")
  writeFileSync(join(model, "agents", "unit-work-0", "charm", "own"), "kept")
  writeFileSync(join(model, "boot"), "another start of the machine")
  expect((await home.run(["exec", "--unit", "work/0", "--", "cat word own"])).out).toBe("herekept\n")
})

test("bin/minijuju.js, from anywhere, under its own name and as juju", LIMIT, async () => {
  const home = await make()
  const bin = fileURLToPath(new URL("../bin/minijuju.js", import.meta.url))
  // In the repository it compiles the sources for each command, so most commands run a copy as in the published package.
  const published = join(home.dir, "package/bin/minijuju.js")
  cpSync(bin, published)
  writeFileSync(join(home.dir, "package/package.json"), '{ "type": "module" }')
  mkdirSync(join(home.dir, "package/dist"))
  writeFileSync(join(home.dir, "package/dist/cli.js"), `import ${JSON.stringify(home.self[0])}`)
  const juju = { sources: join(home.dir, "juju"), published: join(home.dir, "package/juju") }
  symlinkSync(bin, juju.sources)
  symlinkSync(published, juju.published)
  const run = async (file: string, ...args: string[]) => {
    const child = spawn(file, args, { cwd: home.dir, env: home.env, stdio: ["ignore", "pipe", "pipe"] })
    let out = ""
    child.stdout.on("data", (bytes: Buffer) => {
      out += bytes.toString()
    })
    const [code] = await once(child, "close")
    return { code, out }
  }
  expect(await run(bin, "version")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^3\.6\.\d+-ubuntu-\w+\n$/),
  })
  await shellCharm(home.dir, "here", "status-set active")
  expect((await run(juju.sources, "deploy", "./here.charm")).code).toBe(0)
  expect((await run(juju.published, "wait-for", "unit", "here/0")).code).toBe(0)
  expect((await run(published, "nonsense")).code).toBe(2)
  expect((await run(published, "deploy", "--help")).out).toContain("Usage: minijuju deploy [options]")
  expect((await run(juju.published, "help", "deploy")).out).toContain("Usage: juju deploy [options]")
})
