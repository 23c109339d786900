import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bestToolClient } from "../src/agent/choose-tool-client.ts"
import { makeToolsDir } from "../src/agent/tools-dir.ts"

const hasGo = spawnSync("go", ["version"]).status === 0
if (!hasGo) console.warn("SKIPPED 1 suite (hook tools against Go's net/rpc): go is not installed")
const hasPerl = (await bestToolClient()) === "perl"
const clients = hasPerl ? (["perl", "node"] as const) : (["node"] as const)

/** Juju's agent uses Go's standard library: this test uses the bytes of the Go that is installed here. */
describe.skipIf(!hasGo)("hook tools against an agent in Go", () => {
  const CONTEXT = "app/0-install-0123456789abcdef0123456789abcdef"
  let dir: string
  let agent: ChildProcess

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "tcg-"))
    const cwd = fileURLToPath(new URL("../../ops/tests/go-reference/", import.meta.url))
    const env = { ...process.env, GOFLAGS: "-buildvcs=false" }
    execFileSync("go", ["build", "-o", `${dir}/`, "./cmd/serve"], { cwd, env })
    agent = spawn(join(dir, "serve"), ["-address", join(dir, "agent"), "-context", CONTEXT], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    if (agent.stderr !== null) await once(agent.stderr, "data")
    for (const client of clients) await makeToolsDir(join(dir, client), client)
  })

  afterAll(async () => {
    if (agent.exitCode === null) {
      agent.kill()
      await once(agent, "exit")
    }
    rmSync(dir, { recursive: true, force: true })
  })

  test.each(clients)("%s", (client) => {
    const call = (tool: string, args: string[], input = "") => {
      const { status, stdout, stderr } = spawnSync(join(dir, client, tool), args, {
        input,
        encoding: "utf8",
        env: {
          JUJU_CONTEXT_ID: CONTEXT,
          JUJU_AGENT_SOCKET_NETWORK: "unix",
          JUJU_AGENT_SOCKET_ADDRESS: join(dir, "agent"),
        },
      })
      return [status, stdout, stderr]
    }
    expect(call("is-leader", ["--format=json"])).toEqual([0, "true\n", ""])
    expect(call("relation-set", ["--file", "-"], "k: é\n")).toEqual([0, "", ""])
    expect(call("status-set", [])).toEqual([2, "", "ERROR invalid args, require <status> [message]\n"])
    expect(call("juju-reboot", [])).toEqual([1, "", "ERROR bad request: unknown command: juju-reboot\n"])
  })
})
