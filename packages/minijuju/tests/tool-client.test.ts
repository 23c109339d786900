import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NO_STDIN, ServerCodec, type ToolReply, type ToolRequest } from "@charmkit/ops/agent-protocol"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { bestToolClient } from "../src/agent/choose-tool-client.ts"
import { makeToolsDir } from "../src/agent/tools-dir.ts"

const CONTEXT = "app/0-install-00"
const hasPerl = (await bestToolClient()) === "perl"
if (!hasPerl) console.warn("SKIPPED 1 suite (hook tools in Perl): /usr/bin/perl does not work here")

const clients = hasPerl ? (["perl", "node"] as const) : (["node"] as const)

describe.each(clients)("hook tools run with %s", (client) => {
  let dir: string
  let server: Server | undefined

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "tc-"))
    await makeToolsDir(join(dir, "tools"), client)
  })
  afterEach(
    () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
  )
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const tool = (name: string) => join(dir, "tools", name)
  const socket = () => join(dir, "socket")
  const hook = (address = socket()) => ({
    JUJU_CONTEXT_ID: CONTEXT,
    JUJU_AGENT_SOCKET_NETWORK: "unix",
    JUJU_AGENT_SOCKET_ADDRESS: address,
  })

  /** Starts an agent that responds as `answer` says: a reply, or the text of an RPC error. */
  function listen(
    address: string,
    answer: (request: ToolRequest) => ToolReply | string,
  ): Promise<ToolRequest[]> {
    const seen: ToolRequest[] = []
    server = createServer((connection) => {
      const codec = new ServerCodec()
      connection.on("error", () => undefined)
      connection.on("data", (bytes) => {
        for (const { seq, serviceMethod, request } of codec.push(bytes)) {
          seen.push(request)
          const result = answer(request)
          connection.write(
            typeof result === "string"
              ? codec.encodeError(seq, serviceMethod, result)
              : codec.encodeReply(seq, serviceMethod, result),
          )
        }
      })
    })
    return new Promise((resolve, reject) =>
      server?.once("error", reject).listen(address, () => resolve(seen)),
    )
  }

  interface Call {
    readonly env?: Record<string, string>
    readonly input?: string
    readonly cwd?: string
    readonly shell?: string
  }

  /** Runs a tool, or a shell script that calls it as `$0` with the arguments. */
  function call(name: string, args: string[], { env = hook(), input = "", cwd = dir, shell }: Call = {}) {
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
      const [program, argv] = shell ? ["/bin/sh", ["-c", shell, tool(name), ...args]] : [tool(name), args]
      const child = spawn(program, argv, { cwd, env })
      const [out, err]: [Buffer[], Buffer[]] = [[], []]
      child.stdout.on("data", (bytes) => out.push(bytes))
      child.stderr.on("data", (bytes) => err.push(bytes))
      child.stdin.on("error", () => undefined)
      child.on("error", reject)
      child.on("close", (code) =>
        resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      )
      child.stdin.end(input)
    })
  }

  test("output, exit code and request", async () => {
    const seen = await listen(socket(), () => reply(3, "out\n", "ERROR err\n"))
    expect(await call("is-leader", ["--format=json", "", "é", "-x", "--", "a b\n"])).toEqual({
      code: 3,
      stdout: "out\n",
      stderr: "ERROR err\n",
    })
    expect(seen).toEqual([
      {
        contextId: CONTEXT,
        dir,
        commandName: "is-leader",
        args: ["--format=json", "", "é", "-x", "--", "a b\n"],
      },
    ])
  })

  test.each([0, 1, 2, 127, 128, 255, 256])("exit code %i", async (code) => {
    await listen(socket(), () => reply(code))
    expect((await call("is-leader", [])).code).toBe(code & 0xff)
  })

  test.each([126, 127, 128, 129, 255, 256, 65_535, 65_536, 131_000])(
    "an argument and an answer of %i bytes arrive whole",
    async (size) => {
      const seen = await listen(socket(), (request) => reply(0, request.args[0], "x".repeat(size)))
      const argument = "ä\n".repeat(size / 3) + "y".repeat(size % 3)
      const { stdout, stderr } = await call("juju-log", [argument])
      expect([stdout === argument, stderr.length, seen[0]?.args]).toEqual([true, size, [argument]])
    },
  )

  test("any number of arguments", async () => {
    const seen = await listen(socket(), () => reply(0))
    const args = Array.from({ length: 300 }, (_, i) => `key${i}=${i}`)
    await call("relation-set", args)
    expect(seen.map((request) => request.args)).toEqual([args])
  })

  test("bytes are passed unchanged", async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const seen = await listen(socket(), ({ stdin }) =>
      stdin === undefined ? NO_STDIN : { code: 0, stdout: stdin, stderr: stdin },
    )
    const shell = `printf '${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}' | "$0" --file - | od -An -v -tu1`
    const { stdout } = await call("relation-set", [], { shell, env: { ...hook(), PATH: "/usr/bin:/bin" } })
    expect(stdout.trim().split(/\s+/).map(Number)).toEqual([...bytes])
    expect(seen[1]?.stdin?.length).toBe(256)
  })

  test("standard input is sent when the agent asks for it, not before", async () => {
    const seen = await listen(socket(), (request) => (request.stdin === undefined ? NO_STDIN : reply(0)))
    const input = "k: v\n".repeat(100_000)
    expect(await call("relation-set", ["--file", "-"], { input })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    })
    expect(seen.map(({ stdin }) => stdin?.length)).toEqual([undefined, input.length])
  })

  test("an empty or closed standard input is sent as empty", async () => {
    const seen = await listen(socket(), (request) => (request.stdin === undefined ? NO_STDIN : reply(0)))
    expect((await call("relation-set", ["--file", "-"])).code).toBe(0)
    expect(await call("relation-set", ["--file", "-"], { shell: `"$0" "$@" <&-` })).toMatchObject({
      code: 0,
      stderr: "",
    })
    expect(seen.map(({ stdin }) => stdin?.length)).toEqual([undefined, 0, undefined, 0])
  })

  test("an RPC error is printed on stderr", async () => {
    await listen(socket(), () => "bad request: unknown command: is-leader")
    expect(await call("is-leader", [])).toEqual({
      code: 1,
      stdout: "",
      stderr: "ERROR bad request: unknown command: is-leader\n",
    })
  })

  test("megabytes of output arrive whole", async () => {
    await listen(socket(), () => reply(0, "x".repeat(5_000_000)))
    expect((await call("is-leader", [])).stdout.length).toBe(5_000_000)
  })

  test("a token is sent with the request", async () => {
    const seen = await listen(socket(), () => reply(0))
    await call("is-leader", [], { env: { ...hook(), JUJU_AGENT_TOKEN: "secret" } })
    expect(seen.map(({ token }) => token)).toEqual(["secret"])
  })

  test("a missing variable is named", async () => {
    const missing = async (env: Record<string, string>) => (await call("is-leader", [], { env })).stderr
    expect(await missing({})).toBe("ERROR JUJU_CONTEXT_ID not set\n")
    expect(await missing({ JUJU_CONTEXT_ID: "c" })).toBe("ERROR JUJU_AGENT_SOCKET_ADDRESS not set\n")
    expect(await missing({ JUJU_CONTEXT_ID: "c", JUJU_AGENT_SOCKET_ADDRESS: "/a" })).toBe(
      "ERROR JUJU_AGENT_SOCKET_NETWORK not set\n",
    )
    expect(await missing({ ...hook(), JUJU_AGENT_SOCKET_NETWORK: "tcp" })).toBe(
      `ERROR the agent's network "tcp" is not supported: only unix is\n`,
    )
  })

  test("nobody listens, or a stale socket: Go's error text", async () => {
    const nobody = join(dir, "nobody")
    expect(await call("is-leader", [], { env: hook(nobody) })).toEqual({
      code: 1,
      stdout: "",
      stderr: `ERROR dial unix ${nobody}: connect: no such file or directory\n`,
    })
    const left = join(dir, "left")
    const script = `require("net").createServer().listen(${JSON.stringify(left)}, () => process.kill(process.pid, "SIGKILL"))`
    spawnSync(process.execPath, ["-e", script])
    expect(await call("is-leader", [], { env: hook(left) })).toEqual({
      code: 1,
      stdout: "",
      stderr: `ERROR dial unix ${left}: connect: connection refused\n`,
    })
  })

  test("standard input in non-blocking mode is waited for", async () => {
    const seen = await listen(socket(), (request) => (request.stdin === undefined ? NO_STDIN : reply(0)))
    // Node sets its standard input to non-blocking mode, and a killed Node leaves it so for others that share
    // the pipe.
    const leaveNonBlocking = `"${process.execPath}" -e 'process.stdin; process.kill(process.pid, "SIGKILL")'`
    const shell = `{ sleep 1; echo late; } | { ${leaveNonBlocking}; "$0" --file -; }`
    const { code, stderr } = await call("relation-set", [], {
      shell,
      env: { ...hook(), PATH: process.env.PATH ?? "" },
    })
    expect(stderr).not.toContain("ERROR")
    expect(code).toBe(0)
    expect(seen.map(({ stdin }) => stdin && Buffer.from(stdin).toString())).toEqual([undefined, "late\n"])
  })

  test("a full pipe in non-blocking mode is waited for", async () => {
    await listen(socket(), () => reply(0, "x".repeat(1_000_000)))
    const leaveNonBlocking = `"${process.execPath}" -e 'process.stdout._handle.setBlocking?.(false); require("net").Socket({ fd: 1 }); process.kill(process.pid, "SIGKILL")'`
    const shell = `{ ${leaveNonBlocking}; "$0"; } | { sleep 1; wc -c; }`
    const { stdout } = await call("is-leader", [], {
      shell,
      env: { ...hook(), PATH: process.env.PATH ?? "" },
    })
    expect(stdout.trim()).toBe("1000000")
  })

  test("a closed reader does not change the exit code", async () => {
    await listen(socket(), () => reply(4, "x".repeat(1_000_000)))
    const child = spawn(tool("is-leader"), [], { cwd: dir, env: hook() })
    child.stdout.destroy()
    let stderr = ""
    child.stderr.on("data", (text) => (stderr += text))
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(4)
    expect(stderr).toBe("")
  })

  test("closed outputs do not disturb the call", async () => {
    const seen = await listen(socket(), () => reply(5, "out\n", "err\n"))
    expect(await call("is-leader", [], { shell: `"$0" <&- >&- 2>&-` })).toEqual({
      code: 5,
      stdout: "",
      stderr: "",
    })
    expect(seen).toHaveLength(1)
  })

  test.each(["at once", "in the middle of an answer"])("an agent that hangs up %s", async (when) => {
    const bytes = when === "at once" ? [] : [0x3a, 0xff]
    server = createServer((connection) => {
      connection.on("error", () => undefined)
      connection.once("data", () => connection.end(Uint8Array.from(bytes)))
    })
    await new Promise<void>((resolve) => server?.listen(socket(), resolve))
    expect(await call("is-leader", [])).toEqual({
      code: 1,
      stdout: "",
      stderr: "ERROR the unit agent closed the connection\n",
    })
  })

  test("a deleted working folder is reported without a crash", () => {
    const gone = mkdtempSync(join(tmpdir(), "tc-gone-"))
    const script = `cd ${gone} && rmdir ${gone} && ${tool("is-leader")}`
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8", env: hook() })
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" })
    expect(stderr).toMatch(/^ERROR .*no such file or directory/m)
  })

  test("settings for other programs have no effect, nor does a missing locale", async () => {
    const seen = await listen(socket(), () => reply(0, "é\n"))
    const env = {
      ...hook(),
      LC_ALL: "xx_YY.UTF-8",
      PERL5OPT: "-Mno::such::module",
      PERL_UNICODE: "SDA",
      PERL5LIB: "/no/such/folder",
    }
    expect(await call("juju-log", ["ü"], { env })).toEqual({ code: 0, stdout: "é\n", stderr: "" })
    expect(seen[0]?.args).toEqual(["ü"])
  })
})

function reply(code: number, stdout = "", stderr = ""): ToolReply {
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }
}
