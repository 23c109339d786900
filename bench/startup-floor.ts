import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startAndWait } from "./starter.ts"
import type { QuietHook } from "./startup-hooks.ts"

const RECORD = fileURLToPath(new URL("./startup-record.cjs", import.meta.url))

/**
 * Writes a program that makes the hook tool calls of a hook and nothing else; it contains each question and the length of each answer. It
 * is the lower bound of every charm on Node.js that makes the same calls. @returns its path
 */
export async function floorOf({ charm, held, file }: QuietHook, dir: string): Promise<string> {
  const args = ["--require", RECORD, file("src/start.cjs")]
  const { text } = await startAndWait(process.execPath, args, held.env)
  // The charm's way to its socket has changed, and the record no longer sees it.
  if (text === "[]") throw new Error(`${RECORD} has recorded no call of ${charm}`)
  const program = join(dir, `${charm.replaceAll(/\W+/g, "-")}-floor.cjs`)
  await writeFile(program, `const calls = ${text}\n${MAKE_CALLS}`)
  return program
}

const MAKE_CALLS = `
const { writeSync, readSync } = require("node:fs")
const { Pipe, PipeConnectWrap, constants } = process.binding("pipe_wrap")
const pipe = new Pipe(constants.SOCKET)
const request = new PipeConnectWrap()
request.oncomplete = () => {}
if (pipe.connect(request, process.env.JUJU_AGENT_SOCKET_ADDRESS) !== 0) throw new Error("no agent")
pipe.unref()
const answer = new Uint8Array(4096)
const sleepCell = new Int32Array(new SharedArrayBuffer(4))
for (const { send, reply } of calls) {
  writeSync(pipe.fd, Buffer.from(send, "base64"))
  for (let got = 0; got < reply; ) {
    try {
      got += readSync(pipe.fd, answer)
    } catch (error) {
      if (error.code !== "EAGAIN") throw error
      Atomics.wait(sleepCell, 0, 0, 0.05)
    }
  }
}
`
