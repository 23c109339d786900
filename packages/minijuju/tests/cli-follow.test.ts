import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const LIMIT = { timeout: 120_000 }
let home: CliHome
const children: ChildProcess[] = []
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  await home.end()
})

/** Starts a command that runs until it is interrupted, as in a terminal. */
function start(...argv: string[]): { said(text: string): Promise<void>; stop(): Promise<unknown> } {
  const child = spawn(process.execPath, [...home.self, ...argv], {
    env: home.env,
    stdio: ["ignore", "pipe", "inherit"],
  })
  children.push(child)
  let out = ""
  child.stdout?.on("data", (bytes: Buffer) => {
    out += bytes.toString()
  })
  return {
    async said(text) {
      while (!out.includes(text)) await sleep(20)
    },
    stop: () => {
      const end = once(child, "exit")
      child.kill("SIGINT")
      return end
    },
  }
}

test("status --watch and debug-log --tail print changes until they are interrupted", LIMIT, async () => {
  const charm = await shellCharm(
    home.dir,
    "web",
    'juju-log "saw $(config-get word)"; status-set active "$(config-get word)"',
    "",
    {
      "config.yaml": "options:\n  word:\n    type: string\n    default: first\n",
    },
  )
  await home.ok("deploy", charm)
  await home.ok("wait-for", "unit", "web/0")
  const watch = start("status", "--watch", "50ms")
  const log = start("debug-log", "--tail", "--include", "web", "--level", "INFO")
  const other = start("debug-log", "--tail", "--include", "nobody")
  await watch.said("first")
  await log.said("INFO unit.web/0.juju-log saw first")
  await home.ok("config", "web", "word=second")
  await watch.said("second")
  await log.said("INFO unit.web/0.juju-log saw second")
  await log.said('ran "config-changed" hook')
  await Promise.all([watch.stop(), log.stop(), other.stop()])
  // The background process continues after callers have disconnected.
  await home.ok("config", "web", "word=third")
  await home.until("web/0", "active: third")
  expect(home.pids()).toHaveLength(1)
})

test("a caller that disconnects during an action: the action completes", LIMIT, async () => {
  const charm = await shellCharm(
    home.dir,
    "slow",
    `case "$JUJU_DISPATCH_PATH" in
    hooks/start) status-set active ;;
    actions/wait) until [ -e ${home.dir}/go ]; do sleep 0.05; done; action-set done=yes ;;
  esac`,
    "",
    { "actions.yaml": "wait: {}\n" },
  )
  await home.ok("deploy", charm)
  await home.ok("wait-for", "unit", "slow/0")
  const run = start("run", "slow/0", "wait")
  while (!(await home.ok("operations")).includes("status: running")) await sleep(50)
  await run.stop()
  await home.ok("exec", "--background", "--unit", "slow/0", "--", "true")
  spawn("touch", [`${home.dir}/go`])
  while (!(await home.ok("show-task", "2")).includes("status: completed")) await sleep(50)
  expect(await home.ok("show-task", "2")).toMatch(/done: "?yes/)
})
