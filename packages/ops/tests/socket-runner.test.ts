import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { SocketRunner } from "../src/hook-tools/socket-runner.ts"
import { agentRunner, HookToolError, type HookToolRunner } from "../src/hook-tools.ts"

let dir: string
let agent: ChildProcess
let abstract: ChildProcess
const ABSTRACT = `@socket-runner-test-${process.pid}`

async function startAgent(address: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("./fixtures/agent.ts", import.meta.url))
  const child = spawn(process.execPath, ["--import", "tsx", file, address], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  await once(child.stdout, "data")
  return child
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "sr-"))
  ;[agent, abstract] = await Promise.all([startAgent(join(dir, "agent")), startAgent(ABSTRACT)])
})
afterAll(async () => {
  for (const child of [agent, abstract]) {
    child.kill()
    await once(child, "exit")
  }
  rmSync(dir, { recursive: true, force: true })
})

const open: SocketRunner[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function runner(address = join(dir, "agent"), timeoutMs = 5_000): SocketRunner {
  const made = new SocketRunner({ contextId: "c", address, dir: "/charm", timeoutMs })
  open.push(made)
  return made
}

test("a call carries context, folder, name, arguments and input, and one connection takes many", () => {
  const one = runner()
  const request = { contextId: "c", dir: "/charm", commandName: "echo" }
  expect(JSON.parse(one.run("echo", ["é", ""]))).toEqual({ ...request, args: ["é", ""] })
  expect(JSON.parse(one.run("echo", [], ""))).toEqual({ ...request, args: [], stdin: "" })
  expect(JSON.parse(one.run("echo", [], "k: ü"))).toEqual({ ...request, args: [], stdin: "k: ü" })
})

test("megabytes in both directions", () => {
  const one = runner()
  expect(one.run("count", [], "y".repeat(8_000_000))).toBe("8000000")
  expect(one.run("big", ["8000000"]).length).toBe(8_000_000)
})

test("a reply that comes byte by byte", () => {
  expect(runner().run("slow-pieces", [])).toBe("in pieces")
})

test("a tool that refuses, and one that the agent does not know", () => {
  const one = runner()
  expect(() => one.run("refuse", ["a"])).toThrow(HookToolError)
  try {
    one.run("refuse", ["a"])
  } catch (error) {
    expect(error).toMatchObject({ tool: "refuse", args: ["a"], exitCode: 2, stderr: "ERROR refused\n" })
  }
  expect(() => one.run("unknown", [])).toThrow("bad request: unknown command: unknown")
})

test("Linux's abstract namespace", () => {
  expect(runner(ABSTRACT).run("big", ["3"])).toBe("xxx")
})

test.each([
  ["hang-up", "the unit agent closed the connection"],
  ["garbage", "was not defined before"],
  ["silence", "the unit agent did not answer within 0.3 s"],
])("%s is a clear error in bounded time", (tool, words) => {
  const started = performance.now()
  expect(() => runner(undefined, 300).run(tool, [])).toThrow(words)
  expect(performance.now() - started).toBeLessThan(3_000)
})

test("nobody listens", () => {
  expect(() => runner(join(dir, "nobody")).run("echo", [])).toThrow("the unit agent cannot be reached")
})

/** Runs nothing, but notes what it was asked. */
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
    JUJU_AGENT_SOCKET_ADDRESS: join(dir, "agent"),
    ...extra,
  }
  return { one: agentRunner({ env, dir: "/", fallback: programs }), programs }
}

test("the agent is asked directly where it can be reached", () => {
  const { one, programs } = chosen({})
  expect(one.run("big", ["2"])).toBe("xx")
  expect(() => one.run("refuse", [])).toThrow("refused")
  expect(programs.calls).toEqual([])
})

test.each([
  ["nobody listens", { JUJU_AGENT_SOCKET_ADDRESS: "/nowhere/agent" }],
  ["another protocol", {}],
])("%s: programs from then on, said once in the debug log", (why, extra) => {
  const { one, programs } = chosen(extra)
  const first = why === "another protocol" ? "garbage" : "is-leader"
  expect(one.run(first, [])).toBe("from a program")
  expect(one.run("is-leader", [])).toBe("from a program")
  expect(programs.calls).toEqual([
    expect.stringMatching(
      /^juju-log --log-level DEBUG -- The unit agent's socket is not used, hook tools run as programs: /,
    ),
    first,
    "is-leader",
  ])
})

test("once it has answered, a failure is not tried again by other means", () => {
  const { one, programs } = chosen({})
  one.run("big", ["1"])
  expect(() => one.run("hang-up", [])).toThrow("closed the connection")
  expect(programs.calls).toEqual([])
})

test("no socket in the environment, TLS, or told so: programs without a try", () => {
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

test("told to use the socket, there is no other way", () => {
  const { one, programs } = chosen({
    CHARMKIT_HOOK_TOOLS: "socket",
    JUJU_AGENT_SOCKET_ADDRESS: "/nowhere/agent",
  })
  expect(() => one.run("is-leader", [])).toThrow("the unit agent cannot be reached")
  expect(programs.calls).toEqual([])
})
