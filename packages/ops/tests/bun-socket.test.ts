import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bunHere } from "../../pack/tests/support/bun.ts"
import { type RunningAgent, startAgent, stopAgents, TRANSPORTS, type Transport } from "./running-agent.ts"

const bun = bunHere("the agent's socket on Bun")?.file

/** A call; its result is the output or the error's message. */
type Call = readonly [tool: string, args?: readonly string[], stdin?: string]

/** Runs on Bun: makes all calls over one connection, then prints the results. */
const SCRIPT = `
  import { SocketRunner } from ${JSON.stringify(fileURLToPath(new URL("../src/hook-tools/socket-runner.ts", import.meta.url)))}
  import { agentRunner } from ${JSON.stringify(fileURLToPath(new URL("../src/hook-tools.ts", import.meta.url)))}
  const { options, env, calls } = JSON.parse(process.env.TASK)
  const said = []
  const fallback = { run: (tool, args) => (said.push([tool, ...args].join(" ")), "from a program") }
  const one = env ? agentRunner({ env, dir: "/", fallback }) : new SocketRunner(options)
  const outcome = ([tool, args = [], stdin]) => {
    try {
      const text = one.run(tool, args, stdin)
      return text.length > 1000 ? text.length : text
    } catch (error) {
      return error.name + ": " + error.message
    }
  }
  console.log(JSON.stringify({ outcomes: calls.map(outcome), said }))
  process.exit()
`

describe.skipIf(bun === undefined)("the agent's socket on Bun", () => {
  let dir: string
  const agents = new Map<Transport, RunningAgent>()
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "bun-socket-"))
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: dir },
      bundle: true,
      write: false,
      format: "cjs",
      platform: "node",
    })
    await writeFile(join(dir, "script.cjs"), outputFiles[0]?.text ?? "")
    // Node.js 20 pads abstract names with zeros; Go and Bun do not.
    for (const transport of TRANSPORTS)
      agents.set(transport, await startAgent(transport, "agent", transport === "abstract" ? bun : undefined))
  })
  afterAll(async () => {
    await stopAgents()
    await rm(dir, { recursive: true, force: true })
  })

  async function onBun(task: object): Promise<unknown> {
    const child = spawn(bun ?? "", [join(dir, "script.cjs")], {
      env: { TASK: JSON.stringify(task) },
      stdio: ["ignore", "pipe", "inherit"],
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (part) => (text += part))
    await once(child, "close")
    return JSON.parse(text)
  }

  const over = (transport: Transport, calls: readonly Call[], timeoutMs = 20_000) =>
    onBun({ options: { contextId: "c", dir: "/charm", timeoutMs, ...agents.get(transport) }, calls })

  test.each(TRANSPORTS)("over %s: calls, megabytes both ways, a slow reply, refusals", async (transport) => {
    const calls: Call[] = [
      ["big", ["3"]],
      ["count", [], "y".repeat(100_000)],
      ["big", ["8000000"]],
      ["slow-pieces"],
      ["refuse", ["a"]],
    ]
    expect(await over(transport, calls)).toEqual({
      outcomes: ["xxx", "100000", 8_000_000, "in pieces", expect.stringContaining("refused")],
      said: [],
    })
  })

  test.each(["path", "abstract"] as const)(
    "over %s: a missing response is an error after the timeout",
    async (transport) => {
      expect(await over(transport, [["silence"]], 700)).toMatchObject({
        outcomes: ["Error: the unit agent did not answer within 0.7 s"],
      })
    },
  )

  test.each([
    ["hang-up", "Error: the unit agent closed the connection"],
    ["garbage", expect.stringContaining("was not defined before")],
  ])("%s is a clear error", async (tool, words) => {
    expect(await over("path", [[tool]])).toMatchObject({ outcomes: [words] })
  })

  test.each([
    ["nothing listens", "/nowhere/agent"],
    ["a path that no socket can have", `/${"long/".repeat(30)}agent`],
  ])("%s: programs from then on, said once in the debug log", async (_, address) => {
    const env = {
      JUJU_CONTEXT_ID: "c",
      JUJU_AGENT_SOCKET_NETWORK: "unix",
      JUJU_AGENT_SOCKET_ADDRESS: address,
    }
    expect(await onBun({ env, calls: [["is-leader"], ["is-leader"]] })).toEqual({
      outcomes: ["from a program", "from a program"],
      said: [
        `juju-log --log-level DEBUG -- The unit agent's socket is not used, each hook tool call starts a process: the unit agent cannot be reached (${address})`,
        "is-leader",
        "is-leader",
      ],
    })
  })
})
