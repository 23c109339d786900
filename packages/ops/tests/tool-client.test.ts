import { spawn, spawnSync } from "node:child_process"
import { chmodSync, copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildSync } from "esbuild"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { NO_STDIN, ServerCodec, type ToolReply, type ToolRequest } from "../src/agent-protocol.ts"

let dir: string
let server: Server | undefined
const CONTEXT = "app/0-install-00"

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tc-"))
  const entry = new URL("../src/agent-protocol.ts", import.meta.url).pathname
  const contents = `import { runToolClient } from ${JSON.stringify(entry)}
    runToolClient(process.argv, process.env).then((code) => { process.exitCode = code })`
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: dir, loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
  })
  const program = join(dir, "client")
  writeFileSync(program, `#!${process.execPath}\n${outputFiles[0]?.text}`)
  chmodSync(program, 0o755)
  // On Bun a script does not hear by which link it was started.
  const make = process.versions.bun === undefined ? symlinkSync : copyFileSync
  for (const name of ["is-leader", "relation-set"]) make(program, join(dir, name))
})
afterEach(
  () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** An agent that answers as `answer` says: a reply, or the text of an RPC error. */
function listen(
  address: string,
  answer: (request: ToolRequest) => ToolReply | string,
): Promise<ToolRequest[]> {
  const seen: ToolRequest[] = []
  server = createServer((socket) => {
    const codec = new ServerCodec()
    socket.on("error", () => undefined)
    socket.on("data", (bytes) => {
      for (const { seq, serviceMethod, request } of codec.push(bytes)) {
        seen.push(request)
        const result = answer(request)
        socket.write(
          typeof result === "string"
            ? codec.encodeError(seq, serviceMethod, result)
            : codec.encodeReply(seq, serviceMethod, result),
        )
      }
    })
  })
  return new Promise((resolve, reject) => server?.once("error", reject).listen(address, () => resolve(seen)))
}

const reply = (code: number, stdout = "", stderr = ""): ToolReply => ({
  code,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
})

function call(
  tool: string,
  args: string[],
  options: { env?: Record<string, string>; input?: string; address?: string } = {},
) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const env = options.env ?? {
      JUJU_CONTEXT_ID: CONTEXT,
      JUJU_AGENT_SOCKET_NETWORK: "unix",
      JUJU_AGENT_SOCKET_ADDRESS: options.address ?? join(dir, "socket"),
    }
    const child = spawn(join(dir, tool), args, { cwd: dir, env })
    const out = { stdout: "", stderr: "" }
    child.stdout.on("data", (text) => (out.stdout += text))
    child.stderr.on("data", (text) => (out.stderr += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, ...out }))
    child.stdin.end(options.input ?? "")
  })
}

test("output, exit code and the request itself", async () => {
  const seen = await listen(join(dir, "socket"), () => reply(3, "out\n", "ERROR err\n"))
  expect(await call("is-leader", ["--format=json", "", "é"])).toEqual({
    code: 3,
    stdout: "out\n",
    stderr: "ERROR err\n",
  })
  expect(seen).toEqual([
    { contextId: CONTEXT, dir, commandName: "is-leader", args: ["--format=json", "", "é"] },
  ])
})

test("standard input is sent when the agent asks for it, not before", async () => {
  const seen = await listen(join(dir, "socket"), (request) =>
    request.stdin === undefined ? NO_STDIN : reply(0),
  )
  const input = "k: v\n".repeat(100_000)
  expect(await call("relation-set", ["--file", "-"], { input })).toEqual({ code: 0, stdout: "", stderr: "" })
  expect(seen.map(({ stdin }) => stdin?.length)).toEqual([undefined, input.length])
})

test("an RPC error is said on stderr", async () => {
  await listen(join(dir, "socket"), () => "bad request: unknown command: is-leader")
  expect(await call("is-leader", [])).toEqual({
    code: 1,
    stdout: "",
    stderr: "ERROR bad request: unknown command: is-leader\n",
  })
})

test("megabytes of output arrive whole", async () => {
  await listen(join(dir, "socket"), () => reply(0, "x".repeat(5_000_000)))
  expect((await call("is-leader", [])).stdout.length).toBe(5_000_000)
})

test("an abstract socket's address begins with @", async () => {
  const name = `tool-client-test-${process.pid}`
  await listen(`\0${name}`, () => reply(0, "true\n"))
  expect(await call("is-leader", [], { address: `@${name}` })).toMatchObject({ code: 0, stdout: "true\n" })
})

test("what is missing is named", async () => {
  const missing = async (env: Record<string, string>) => (await call("is-leader", [], { env })).stderr
  expect(await missing({})).toBe("ERROR JUJU_CONTEXT_ID not set\n")
  expect(await missing({ JUJU_CONTEXT_ID: "c" })).toBe("ERROR JUJU_AGENT_SOCKET_ADDRESS not set\n")
  expect(await missing({ JUJU_CONTEXT_ID: "c", JUJU_AGENT_SOCKET_ADDRESS: "/a" })).toBe(
    "ERROR JUJU_AGENT_SOCKET_NETWORK not set\n",
  )
  const dead = await call("is-leader", [], { address: join(dir, "nobody") })
  expect(dead).toMatchObject({ code: 1, stdout: "" })
  expect(dead.stderr).toMatch(/^ERROR .*ENOENT/)
})

test("an agent that has gone and left its socket", async () => {
  const address = join(dir, "left")
  const script = `require("net").createServer().listen(${JSON.stringify(address)}, () => process.kill(process.pid, "SIGKILL"))`
  spawnSync(process.execPath, ["-e", script])
  const dead = await call("is-leader", [], { address })
  expect(dead).toMatchObject({ code: 1, stdout: "" })
  expect(dead.stderr).toMatch(/^ERROR .*ECONNREFUSED/)
})

test("standard input in non-blocking mode is waited for", async () => {
  const seen = await listen(join(dir, "socket"), (request) =>
    request.stdin === undefined ? NO_STDIN : reply(0),
  )
  const env = {
    PATH: process.env.PATH ?? "",
    JUJU_CONTEXT_ID: CONTEXT,
    JUJU_AGENT_SOCKET_NETWORK: "unix",
    JUJU_AGENT_SOCKET_ADDRESS: join(dir, "socket"),
  }
  // Node puts its standard input into this mode, and a Node that is killed leaves it so to whoever shares the pipe.
  const leaveNonBlocking = `"$0" -e 'process.stdin; process.kill(process.pid, "SIGKILL")'`
  const script = `{ sleep 1; echo late; } | { ${leaveNonBlocking}; "$1" --file -; }`
  const child = spawn("sh", ["-c", script, process.execPath, join(dir, "relation-set")], { env })
  let stderr = ""
  child.stderr.on("data", (text) => (stderr += text))
  const code = await new Promise((resolve) => child.on("close", resolve))
  expect(stderr).not.toContain("ERROR")
  expect(code).toBe(0)
  expect(seen.map(({ stdin }) => stdin && Buffer.from(stdin).toString())).toEqual([undefined, "late\n"])
})

test("a reader that has gone does not change the exit code", async () => {
  await listen(join(dir, "socket"), () => reply(4, "x".repeat(1_000_000)))
  const child = spawn(join(dir, "is-leader"), [], {
    cwd: dir,
    env: {
      JUJU_CONTEXT_ID: CONTEXT,
      JUJU_AGENT_SOCKET_NETWORK: "unix",
      JUJU_AGENT_SOCKET_ADDRESS: join(dir, "socket"),
    },
  })
  child.stdout.destroy()
  let stderr = ""
  child.stderr.on("data", (text) => (stderr += text))
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(4)
  expect(stderr).toBe("")
})

test("an agent that hangs up in the middle of a call", async () => {
  server = createServer((socket) => socket.once("data", () => socket.end(Uint8Array.of(0x3a, 0xff))))
  await new Promise<void>((resolve) => server?.listen(join(dir, "socket"), resolve))
  expect(await call("is-leader", [])).toEqual({
    code: 1,
    stdout: "",
    stderr: "ERROR the unit agent closed the connection\n",
  })
})

test("a working folder that is gone is no crash", () => {
  const gone = mkdtempSync(join(tmpdir(), "tc-gone-"))
  const script = `cd ${gone} && rmdir ${gone} && ${join(dir, "is-leader")}`
  const { status, stderr } = spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { JUJU_CONTEXT_ID: "c" },
  })
  expect(status).not.toBe(0)
  expect(stderr).not.toBe("")
})
