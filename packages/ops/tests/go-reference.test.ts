import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { createConnection, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ClientCodec, NO_STDIN, type ReplyMessage, ServerCodec } from "../src/agent-protocol.ts"
import { agentRunner } from "../src/hook-tools.ts"

const hasGo = spawnSync("go", ["version"]).status === 0
if (!hasGo)
  console.warn("SKIPPED 1 suite (agent protocol against Go's own encoding/gob): go is not installed")

const CONTEXT = "app/0-install-0123456789abcdef0123456789abcdef"
let dir: string
let serve: ChildProcess | undefined

/** The reference programs use Go's standard library: the tests compare with the bytes of the installed Go. */
describe.skipIf(!hasGo)("live, against Go's net/rpc and encoding/gob", () => {
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "go-"))
    const cwd = fileURLToPath(new URL("./go-reference/", import.meta.url))
    execFileSync("go", ["build", "-o", `${dir}/`, "./cmd/..."], {
      cwd,
      env: { ...process.env, GOFLAGS: "-buildvcs=false" },
    })
  })

  afterAll(async () => {
    if (serve?.exitCode === null) {
      serve.kill()
      await once(serve, "exit")
    }
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true })
  })

  test("our client, Go's server", async () => {
    const address = join(dir, "agent")
    serve = spawn(join(dir, "serve"), ["-address", address, "-context", CONTEXT], { stdio: "ignore" })
    while (!existsSync(address)) await new Promise((resolve) => setTimeout(resolve, 20))
    const socket = createConnection(address)
    const codec = new ClientCodec()
    const ask = async (
      seq: number,
      commandName: string,
      args: string[],
      stdin?: string,
    ): Promise<ReplyMessage> => {
      const input = stdin === undefined ? {} : { stdin: Buffer.from(stdin) }
      socket.write(codec.encodeCall(seq, { contextId: CONTEXT, dir: "/", commandName, args, ...input }))
      for (;;) {
        const [bytes] = await once(socket, "data")
        const [message] = codec.push(bytes)
        if (message !== undefined) return message
      }
    }
    const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()
    expect(text((await ask(0, "is-leader", ["--format=json"])).reply?.stdout)).toBe("true\n")
    expect((await ask(1, "relation-set", ["--file", "-"])).error).toBe(NO_STDIN)
    expect(await ask(2, "relation-set", ["--file", "-"], "k: é\n")).toMatchObject({
      seq: 2,
      error: "",
      reply: { code: 0 },
    })
    expect((await ask(3, "nope", [])).error).toBe("bad request: unknown command: nope")
    expect((await ask(4, "negative", [])).reply?.code).toBe(-1)
    expect((await ask(5, "big", [])).reply?.stdout.length).toBe(300)
    expect(text((await ask(6, "status-set", [])).reply?.stderr)).toBe(
      "ERROR invalid args, require <status> [message]\n",
    )
    socket.destroy()
  })

  test("our runner, Go's server on an abstract name: the socket from Node.js 22 on, a process per call before", async () => {
    const address = `@go-reference-${process.pid}`
    const abstract = spawn(join(dir, "serve"), ["-address", address, "-context", CONTEXT], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    await once(abstract.stderr, "data")
    const programs: string[] = []
    const runner = agentRunner({
      env: {
        JUJU_CONTEXT_ID: CONTEXT,
        JUJU_AGENT_SOCKET_NETWORK: "unix",
        JUJU_AGENT_SOCKET_ADDRESS: address,
      },
      dir: "/",
      fallback: { run: (tool) => String(programs.push(tool)) },
    })
    const answer = runner.run("is-leader", ["--format=json"])
    // Node.js 20 pads the name with zeros, which makes it a different name.
    const old = Number.parseInt(process.versions.node, 10) < 22
    expect({ answer, programs }).toEqual(
      old ? { answer: "2", programs: ["juju-log", "is-leader"] } : { answer: "true\n", programs: [] },
    )
    abstract.kill()
    await once(abstract, "exit")
  })

  test("Go's client, our server", async () => {
    const address = join(dir, "ours")
    const server = createServer((socket) => {
      const codec = new ServerCodec()
      socket.on("data", (bytes) => {
        for (const { seq, serviceMethod, request } of codec.push(bytes)) {
          const echo = Buffer.from(JSON.stringify([request.commandName, request.args, request.dir]))
          socket.write(
            request.commandName === "broken"
              ? codec.encodeError(seq, serviceMethod, "bad request: broken")
              : codec.encodeReply(seq, serviceMethod, {
                  code: 5,
                  stdout: echo,
                  stderr: Buffer.from("err\n"),
                }),
          )
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(address, resolve))
    const call = async (...args: string[]) => {
      const env = {
        JUJU_CONTEXT_ID: CONTEXT,
        JUJU_AGENT_SOCKET_NETWORK: "unix",
        JUJU_AGENT_SOCKET_ADDRESS: address,
      }
      const child = spawn(join(dir, "call"), args, { cwd: "/", env })
      const out = { stdout: "", stderr: "" }
      child.stdout.on("data", (chunk) => (out.stdout += chunk))
      child.stderr.on("data", (chunk) => (out.stderr += chunk))
      const [code] = await once(child, "close")
      return { code, ...out }
    }
    expect(await call("relation-get", "-", "é")).toEqual({
      code: 5,
      stdout: '["relation-get",["-","é"],"/"]',
      stderr: "err\n",
    })
    expect(await call("broken")).toMatchObject({ code: 1, stderr: "ERROR bad request: broken\n" })
    await new Promise((resolve) => server.close(resolve))
  })
})
