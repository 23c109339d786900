import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createConnection, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { ClientCodec, NO_STDIN, type ReplyMessage, type ToolRequest } from "@charmkit/ops/agent-protocol"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

let dir: string
let model: Model
let address: string
let request: ToolRequest

// A hook that keeps running, so that its agent accepts calls.
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
  // Juju 4.0 ignores tokens.
  model = await Model.start({ dir, juju: "3.6", updateStatusIntervalMs: 0, retry: { enabled: false } })
  const script = `[ -e ${dir}/done ] && exit 0
echo "$JUJU_AGENT_SOCKET_ADDRESS $JUJU_CONTEXT_ID" >${dir}/part && mv ${dir}/part ${dir}/open
while [ ! -e ${dir}/done ]; do sleep 0.05; done`
  await model.deploy(await shellCharm(dir, "open", script))
  while (!existsSync(join(dir, "open"))) await setTimeout(20)
  const [socket = "", contextId = ""] = readFileSync(join(dir, "open"), "utf8").trim().split(" ")
  address = socket
  request = { contextId, dir: "/", commandName: "is-leader", args: ["--format=json"] }
})
afterAll(async () => {
  await writeFile(join(dir, "done"), "")
  await model.stop()
  await rm(dir, { recursive: true, force: true })
})

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

/** Sends one call on its own connection; `edit` changes the bytes before they are sent. */
async function ask(call: ToolRequest, edit = (bytes: Buffer) => bytes): Promise<ReplyMessage> {
  const codec = new ClientCodec()
  const socket = createConnection(address)
  open.push(socket)
  socket.write(edit(Buffer.from(codec.encodeCall(0, call))))
  for (;;) {
    const [bytes] = await once(socket, "data")
    const [message] = codec.push(bytes)
    if (message !== undefined) return message
  }
}

/** Replaces the method's name by another one of the same length. */
const method = (name: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString("latin1").replace("Jujuc.Main", name), "latin1")

test("a valid call gets a response, with an empty token or none", async () => {
  const { error, reply } = await ask({ ...request, token: "" })
  expect(error).toBe("")
  expect(Buffer.from(reply?.stdout ?? []).toString()).toBe("true\n")
})

test("a call in pieces, a byte at a time", async () => {
  const codec = new ClientCodec()
  const socket = createConnection(address)
  open.push(socket)
  for (const byte of codec.encodeCall(0, request)) {
    socket.write(Uint8Array.of(byte))
    await setTimeout(0)
  }
  const [bytes] = await once(socket, "data")
  expect(codec.push(bytes)).toMatchObject([{ error: "", reply: { code: 0 } }])
})

test.each<[string, Partial<ToolRequest>]>([
  ["bad request: token does not match", { token: "guess" }],
  ["bad request: token does not match", { token: "guess", commandName: "", contextId: "c" }],
  ["bad request: command not specified", { commandName: "", dir: "tmp" }],
  ["bad request: Dir is not absolute", { dir: "tmp", contextId: "c" }],
  ['bad request: wrong context ID; got "c"', { contextId: "c", commandName: "nope" }],
  ["bad request: unknown command: nope", { commandName: "nope" }],
  [NO_STDIN, { commandName: "state-set", args: ["--file", "-"] }],
])("%s", async (error, changes) => {
  expect(await ask({ ...request, ...changes })).toMatchObject({ error, reply: undefined })
})

test.each([
  ["rpc: can't find method Jujuc.Mine", "Jujuc.Mine"],
  ["rpc: can't find service Other.Main", "Other.Main"],
  ["rpc: service/method request ill-formed: JujucXMain", "JujucXMain"],
])("%s", async (error, name) => {
  expect(await ask(request, method(name))).toMatchObject({ error })
})

test("a stream that is not gob is closed without a response; other connections continue", async () => {
  const socket = createConnection(address)
  open.push(socket)
  socket.write(Uint8Array.of(3, 0xff, 0x90, 0))
  await once(socket, "close")
  expect(socket.bytesRead).toBe(0)
  expect((await ask(request)).error).toBe("")
})
