import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { Model, type ModelOptions, type TimedEvent } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

const endingModel = await bundled(new URL("./ending-model.ts", import.meta.url))

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const start = (options: ModelOptions = {}) =>
  Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false }, ...options })

const DB = { requires: "requires:\n  db: mysql\n", provides: "provides:\n  db: mysql\n" }

function eventsOf(model: Model): TimedEvent[] {
  const events: TimedEvent[] = []
  model.listen((event) => events.push(event))
  return events
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false
  }
}

test("a shell charm runs with Juju's environment and its hook tools", async () => {
  await using model = await start({ network: "127.99.7" })
  const charm = await shellCharm(
    dir,
    "sh",
    `case "$JUJU_DISPATCH_PATH" in
       hooks/start)
         env | sort > "$JUJU_CHARM_DIR/env.txt"; pwd > "$JUJU_CHARM_DIR/pwd.txt"
         status-set active "leader $(is-leader), at $(unit-get private-address)" ;;
     esac`,
  )
  await model.deploy(charm)
  await model.settle()
  expect(model.status().applications.sh?.units["sh/0"]?.["workload-status"]).toMatchObject({
    current: "active",
    message: "leader True, at 127.99.7.1",
  })
  const [folder = ""] = readdirSync(dir).filter((name) => name.startsWith("minijuju-"))
  const charmDir = join(dir, folder, "agents/unit-sh-0/charm")
  const env = readFileSync(join(charmDir, "env.txt"), "utf8")
  expect(readFileSync(join(charmDir, "pwd.txt"), "utf8").trim()).toBe(charmDir)
  for (const line of [
    `JUJU_CHARM_DIR=${charmDir}`,
    "JUJU_HOOK_NAME=start",
    "JUJU_UNIT_NAME=sh/0",
    "LANG=C.UTF-8",
    "JUJU_MODEL_NAME=default",
  ]) {
    expect(env.split("\n")).toContain(line)
  }
  expect(env).not.toMatch(/^(HOME|USER|NODE_\w+)=/m)
})

/** Listens at the address in its argument, and writes into the file `outcome` whether it does. */
const LISTEN = `
const say = (text) => require("fs").writeFileSync("outcome", text)
const server = require("net").createServer()
server.on("error", (error) => say(error.message)).listen(18070, process.argv[1], () => say("listening"))`

test("two units listen on the same port, each at its own address", async () => {
  await using model = await start()
  const charm = await shellCharm(
    dir,
    "web",
    `[ "$JUJU_HOOK_NAME" = start ] || exit 0
     "${process.execPath}" -e '${LISTEN}' "$(unit-get private-address)" >/dev/null 2>&1 &
     until [ -s outcome ]; do sleep 0.05; done
     status-set active "$(cat outcome)"`,
  )
  await model.deploy(charm, { units: 2 })
  await model.settle()
  const units = Object.values(model.status().applications.web?.units ?? {})
  expect(new Set(units.map((unit) => unit["public-address"])).size).toBe(2)
  for (const unit of units) {
    expect(unit["workload-status"].message).toBe("listening")
    const probe = `require("net").connect(18070, "${unit["public-address"]}", () => process.exit(0))`
    expect(spawnSync(process.execPath, ["-e", probe]).status).toBe(0)
  }
})

test("a charm that exits non-zero puts the unit in error; its writes are discarded", async () => {
  // In Juju 4.0 the message does not name the relation.
  await using model = await start({ juju: "3.6" })
  const events = eventsOf(model)
  const failing = await shellCharm(
    dir,
    "a",
    `[ "$JUJU_HOOK_NAME" = db-relation-created ] || exit 0; relation-set half=written; echo oh no >&2; exit 7`,
    DB.requires,
  )
  const peer = await shellCharm(dir, "b", "exit 0", DB.provides)
  await model.deploy(failing)
  await model.deploy(peer)
  model.integrate("a", "b")
  await expect(model.settle()).rejects.toThrow(
    /a\/0: hook failed: "db-relation-created" for b:db[\s\S]*WARNING db-relation-created: oh no[\s\S]*exit status 7/,
  )
  await model.settle({ allowErrors: true })
  expect(JSON.stringify(model.showUnit("b/0"))).not.toContain("half")
  expect(events.find((event) => event.type === "hook-finished" && event.outcome === "failed")).toMatchObject({
    reason: "exit status 7",
    toolCalls: 1,
  })
})

test("garbage and megabytes on stdout are read, logged within limits, and do no harm", async () => {
  await using model = await start()
  const events = eventsOf(model)
  const charm = await shellCharm(
    dir,
    "loud",
    `[ "$JUJU_HOOK_NAME" = install ] || exit 0
     head -c 65536 /dev/urandom
     "${process.execPath}" -e 'for (let i = 0; i < 40; i++) process.stdout.write("x".repeat(99999) + "\\n" + "line\\n".repeat(1000))'`,
  )
  await model.deploy(charm)
  await model.settle()
  const logged = events.filter((event) => event.type === "log" && event.module === "install")
  expect(logged.length).toBeLessThan(2_100)
  expect(JSON.stringify(logged)).toContain("more lines not logged")
})

test("a charm that never ends is killed with its children and counts as failed", async () => {
  await using model = await start({ hookTimeLimitMs: 700 })
  const pidFile = join(dir, "child.pid")
  const charm = await shellCharm(
    dir,
    "slow",
    `[ "$JUJU_HOOK_NAME" = install ] || exit 0; sleep 600 & echo $! > ${pidFile}; setsid sh -c 'echo $$ > ${pidFile}.2; exec sleep 600' & wait`,
  )
  await model.deploy(charm)
  await expect(model.settle()).rejects.toThrow("no end after 0.7 s: killed with its children")
  for (const file of [pidFile, `${pidFile}.2`])
    expect(isRunning(Number(readFileSync(file, "utf8")))).toBe(false)
})

test("a time limit longer than timers of Node.js ends no hook", async () => {
  await using model = await start({ hookTimeLimitMs: 30 * 24 * 3_600_000 })
  await model.deploy(await shellCharm(dir, "patient", "sleep 0.05"))
  await model.settle()
})

test("a daemon outlives its hook, but not its model; the model leaves no socket and no folder", async () => {
  const pidFile = join(dir, "daemon.pid")
  const model = await start()
  const charm = await shellCharm(
    dir,
    "daemon",
    `[ "$JUJU_HOOK_NAME" = start ] || exit 0
     setsid sh -c 'echo $$ > ${pidFile}; exec sleep 600' >/dev/null 2>&1 &
     while [ ! -s ${pidFile} ]; do sleep 0.02; done`,
  )
  await model.deploy(charm)
  await model.settle()
  const pid = Number(readFileSync(pidFile, "utf8"))
  expect(isRunning(pid)).toBe(true)
  await model.stop()
  expect(isRunning(pid)).toBe(false)
  expect(readdirSync(dir).filter((name) => name.startsWith("minijuju-"))).toEqual([])
})

test("stopping in the middle of a hook ends the hook", async () => {
  const pidFile = join(dir, "hook.pid")
  const model = await start()
  const charm = await shellCharm(dir, "busy", `echo $$ > ${pidFile}; sleep 600`)
  await model.deploy(charm)
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "")
    await new Promise((resolve) => setTimeout(resolve, 20))
  await model.stop()
  expect(isRunning(Number(readFileSync(pidFile, "utf8")))).toBe(false)
})

test("kill -9 during a hook: it runs again, and no partial databag was visible", async () => {
  await using model = await start()
  const events = eventsOf(model)
  const marks = join(dir, "marks")
  const writer = await shellCharm(
    dir,
    "writer",
    `[ "$JUJU_HOOK_NAME" = db-relation-joined ] || exit 0
     relation-set --app first=1
     if [ ! -e ${marks} ]; then touch ${marks}; kill -9 $$; fi
     relation-set --app second=2`,
    DB.requires,
  )
  const seen = join(dir, "seen")
  const reader = await shellCharm(
    dir,
    "reader",
    `case "$JUJU_HOOK_NAME" in db-relation-*) relation-get --app --format=json - writer >> ${seen} ;; esac`,
    DB.provides,
  )
  await model.deploy(writer)
  await model.deploy(reader)
  model.integrate("writer", "reader")
  await model.waitFor("both keys", () => model.relations("reader")[0]?.databags.writer?.second === "2")
  await model.settle()
  expect(new Set(readFileSync(seen, "utf8").trim().split("\n"))).toEqual(
    new Set(["{}", '{"first":"1","second":"2"}']),
  )
  const joined = events.filter(
    (event) => event.type === "hook-finished" && event.unit === "writer/0" && event.hook.includes("joined"),
  )
  expect(joined.map((event) => event.type === "hook-finished" && event.outcome)).toEqual(["requeued", "ok"])
})

test("a hook tool outside a hook, with a dead context, or with wrong flags says so", async () => {
  await using model = await start()
  const copy = join(dir, "env.sh")
  const charm = await shellCharm(
    dir,
    "leaky",
    `[ "$JUJU_HOOK_NAME" = start ] || exit 0
     export -p > ${copy}
     status-set nonsense 2> ${dir}/wrong; echo $? >> ${dir}/wrong
     JUJU_CONTEXT_ID=other is-leader 2> ${dir}/other; echo $? >> ${dir}/other
     no-such-tool 2> /dev/null || true
     printf 'k: "v w"\\n' | relation-set --file - -r 5 2> ${dir}/stdin; echo $? >> ${dir}/stdin`,
  )
  await model.deploy(charm)
  await model.settle()
  const read = (name: string) => readFileSync(join(dir, name), "utf8")
  expect(read("wrong")).toBe(
    'ERROR invalid status "nonsense", expected one of [maintenance blocked waiting active]\n2\n',
  )
  expect(read("other")).toBe('ERROR bad request: wrong context ID; got "other"\n1\n')
  expect(read("stdin")).toBe('ERROR invalid value "5" for option -r: relation not found\n2\n')
  const dead = spawnSync("sh", ["-c", `. ${copy}; is-leader`], { encoding: "utf8" })
  expect(dead.status).toBe(1)
  expect(dead.stderr).toMatch(/^ERROR .+/)
  const [folder = ""] = readdirSync(dir).filter((name) => name.startsWith("minijuju-"))
  const outside = spawnSync(join(dir, folder, "tools/is-leader"), [], { encoding: "utf8", env: {} })
  expect(outside.stderr).toBe("ERROR JUJU_CONTEXT_ID not set\n")
  expect(outside.status).toBe(1)
})

test("standard input reaches a tool, megabytes of it", async () => {
  await using model = await start()
  const big = await shellCharm(
    dir,
    "big",
    `[ "$JUJU_HOOK_NAME" = db-relation-created ] || exit 0
     "${process.execPath}" -e 'console.log(JSON.stringify({ big: "y".repeat(3000000) }))' | relation-set --app --file -`,
    DB.requires,
  )
  const peer = await shellCharm(dir, "peer", "exit 0", DB.provides)
  await model.deploy(big)
  await model.deploy(peer)
  model.integrate("big", "peer")
  await model.settle()
  expect(model.relations("peer")[0]?.databags.big?.big?.length).toBe(3_000_000)
})

test("this process ending without stop() leaves nothing behind", () => {
  expect(spawnSync(process.execPath, [endingModel, dir, "exit"], { timeout: 120_000 }).status).toBe(3)
  expect(isRunning(Number(readFileSync(join(dir, "x.pid"), "utf8")))).toBe(false)
  expect(readdirSync(dir).filter((name) => name.startsWith("minijuju-"))).toEqual([])
})

test("the next model removes what a killed process left behind", async () => {
  spawnSync(process.execPath, [endingModel, dir, "kill"], { timeout: 120_000 })
  const pid = Number(readFileSync(join(dir, "x.pid"), "utf8"))
  expect(isRunning(pid)).toBe(true)
  const model = await start()
  expect(isRunning(pid)).toBe(false)
  expect(readdirSync(dir).filter((name) => name.startsWith("minijuju-"))).toHaveLength(1)
  await model.stop()
})
