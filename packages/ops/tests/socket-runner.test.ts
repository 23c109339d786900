import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { SocketRunner } from "../src/hook-tools/socket-runner.ts"
import { agentRunner, HookToolError, type HookToolRunner } from "../src/hook-tools.ts"
import { cloudSpec } from "../src/model/cloud-spec.ts"
import { resources } from "../src/model/resources.ts"
import { storages } from "../src/model/storages.ts"
import { openModel } from "./open-model.ts"
import { type RunningAgent, startAgent, stopAgents, TRANSPORTS, type Transport } from "./running-agent.ts"

const agents = new Map<Transport, RunningAgent>()

beforeAll(async () => {
  await Promise.all(
    TRANSPORTS.map(async (transport) => agents.set(transport, await startAgent(transport, "agent"))),
  )
})
afterAll(stopAgents)

const open: SocketRunner[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function agentOf(transport: Transport): RunningAgent {
  const agent = agents.get(transport)
  if (agent === undefined) throw new Error(`no agent over ${transport}`)
  return agent
}

function runner(agent: RunningAgent, timeoutMs = 20_000): SocketRunner {
  const made = new SocketRunner({ contextId: "c", dir: "/charm", timeoutMs, ...agent })
  open.push(made)
  return made
}

describe.each(TRANSPORTS)("over %s", (transport) => {
  const connect = (timeoutMs?: number) => runner(agentOf(transport), timeoutMs)

  test("a call carries context, folder, name, arguments and input, and one connection takes many", () => {
    const one = connect()
    const request = { contextId: "c", dir: "/charm", commandName: "echo" }
    expect(JSON.parse(one.run("echo", ["é", ""]))).toEqual({ ...request, args: ["é", ""] })
    expect(JSON.parse(one.run("echo", [], ""))).toEqual({ ...request, args: [], stdin: "" })
    expect(JSON.parse(one.run("echo", [], "k: ü"))).toEqual({ ...request, args: [], stdin: "k: ü" })
  })

  test("megabytes in both directions", () => {
    const one = connect()
    expect(one.run("count", [], "y".repeat(8_000_000))).toBe("8000000")
    expect(one.run("big", ["8000000"]).length).toBe(8_000_000)
  })

  test("functions of the model: a path without a line's end, and refusals as errors of the model", () => {
    const model = openModel(connect())
    expect(resources(model).fetch("img")).toBe("/resources/img")
    const [storage] = storages(model).list("data")
    expect(() => storage?.location).toThrow("the storage data/0 is not attached to this unit")
    expect(() => cloudSpec(model)).toThrow("juju trust me")
  })

  test("a reply that comes byte by byte", () => {
    expect(connect().run("slow-pieces", [])).toBe("in pieces")
  })

  test("a tool that refuses, and one that the agent does not know", () => {
    const one = connect()
    expect(() => one.run("refuse", ["a"])).toThrow(HookToolError)
    try {
      one.run("refuse", ["a"])
    } catch (error) {
      expect(error).toMatchObject({ tool: "refuse", args: ["a"], exitCode: 2, stderr: "ERROR refused\n" })
    }
    expect(() => one.run("unknown", [])).toThrow("bad request: unknown command: unknown")
  })

  test.each([
    ["hang-up", "the unit agent closed the connection"],
    ["half-a-reply", "the unit agent closed the connection"],
    ["garbage", "was not defined before"],
  ])("%s is a clear error", (tool, words) => {
    expect(() => connect().run(tool, [])).toThrow(words)
  })

  test("a missing response is an error after the timeout", () => {
    expect(() => connect(500).run("silence", [])).toThrow("the unit agent did not answer within 0.5 s")
  })

  test("an agent that dies in the middle of a call, and one that is gone", async () => {
    const agent = await startAgent(transport, "mortal")
    expect(() => runner(agent).run("die", [])).toThrow(
      /closed the connection|cannot be reached \(ECONNRESET\)/,
    )
    expect(() => runner(agent).run("echo", [])).toThrow("the unit agent cannot be reached (")
  })
})

test("the token is sent if there is one", () => {
  const agent = agentOf("path")
  const one = new SocketRunner({ contextId: "c", dir: "/charm", token: "s3cret", ...agent })
  open.push(one)
  expect(JSON.parse(one.run("echo", []))).toMatchObject({ token: "s3cret" })
  expect(JSON.parse(runner(agent).run("echo", []))).not.toHaveProperty("token")
})

/** Stands in for process calls: records its arguments and runs nothing. */
class Programs implements HookToolRunner {
  readonly calls: string[] = []

  run(tool: string, args: readonly string[]): string {
    this.calls.push([tool, ...args].join(" "))
    return "from a program"
  }
}

function chosen(extra: Record<string, string>): { one: HookToolRunner; programs: Programs } {
  const programs = new Programs()
  const env = {
    JUJU_CONTEXT_ID: "c",
    JUJU_AGENT_SOCKET_NETWORK: "unix",
    JUJU_AGENT_SOCKET_ADDRESS: agentOf("path").address,
    ...extra,
  }
  return { one: agentRunner({ env, dir: "/", fallback: programs }), programs }
}

test("the agent's socket is used if it can be reached", () => {
  const { one, programs } = chosen({})
  expect(one.run("big", ["2"])).toBe("xx")
  expect(() => one.run("refuse", [])).toThrow("refused")
  expect(programs.calls).toEqual([])
})

test.each([
  ["nothing listens", { JUJU_AGENT_SOCKET_ADDRESS: "/nowhere/agent" }],
  ["another protocol", {}],
])("%s: programs from then on, said once in the debug log", (why, extra) => {
  const { one, programs } = chosen(extra)
  const first = why === "another protocol" ? "garbage" : "is-leader"
  expect(one.run(first, [])).toBe("from a program")
  expect(one.run("is-leader", [])).toBe("from a program")
  expect(programs.calls).toEqual([
    expect.stringMatching(
      /^juju-log --log-level DEBUG -- The unit agent's socket is not used, each hook tool call starts a process: /,
    ),
    first,
    "is-leader",
  ])
})

test("after the first response there is no fallback", () => {
  const { one, programs } = chosen({})
  one.run("big", ["1"])
  expect(() => one.run("hang-up", [])).toThrow("closed the connection")
  expect(programs.calls).toEqual([])
})

test("without a socket, with one over TLS, or by configuration: a process per call, without an attempt", () => {
  for (const extra of [
    { JUJU_AGENT_SOCKET_ADDRESS: "" },
    { JUJU_AGENT_SOCKET_NETWORK: "tcp" },
    { CHARMKIT_HOOK_TOOLS: "programs" },
  ]) {
    const { one, programs } = chosen(extra)
    expect(one.run("is-leader", [])).toBe("from a program")
    expect(programs.calls).toEqual(["is-leader"])
  }
})

test("with CHARMKIT_HOOK_TOOLS=socket there is no fallback", () => {
  const { one, programs } = chosen({
    CHARMKIT_HOOK_TOOLS: "socket",
    JUJU_AGENT_SOCKET_ADDRESS: "/nowhere/agent",
  })
  expect(() => one.run("is-leader", [])).toThrow("the unit agent cannot be reached")
  expect(programs.calls).toEqual([])
})
