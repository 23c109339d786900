import { spawnSync } from "node:child_process"
import { readSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { buildSync } from "esbuild"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ClientCodec } from "../src/agent-protocol.ts"
import { netPipe, quickPipe } from "../src/hook-tools/pipe-handle.ts"
import { startAgent, stopAgents } from "./running-agent.ts"

let address: string

beforeAll(async () => {
  address = (await startAgent("path", "agent")).address
})
afterAll(stopAgents)

test.each([
  ["quickPipe", quickPipe],
  ["netPipe", netPipe],
])("%s: a connection with a descriptor; an error if nothing listens", (_, connect) => {
  const pipe = connect(address)
  if (process.versions.bun !== undefined && connect === quickPipe) {
    expect(pipe, "what it builds on is Node.js's").toBeUndefined()
    return
  }
  const [one, other] = [new ClientCodec(), new Uint8Array(4096)]
  if (pipe === undefined) throw new Error("no connection")
  writeSync(pipe.fd, one.encodeCall(0, { contextId: "c", dir: "/", commandName: "big", args: ["2"] }))
  const answer = poll(() => one.push(other.subarray(0, readSync(pipe.fd, other)))[0]?.reply)
  expect(Buffer.from(answer.stdout).toString()).toBe("xx")
  pipe.close()
  const unused = connect(`${address}-nobody`)
  if (unused !== undefined) expect(() => writeSync(unused.fd, "x")).toThrow()
  unused?.close()
})

/** Repeats a call until it returns a value: the descriptors do not block. */
function poll<T>(work: () => T | undefined): T {
  for (;;) {
    try {
      const found = work()
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error
    }
  }
}

test("a charm on a Unix socket loads neither TLS nor threads, processes or streams", () => {
  const script = `
    import { agentRunner, ProcessRunner } from "${new URL("../src/hook-tools.ts", import.meta.url).href}"
    const runner = agentRunner({ env: process.env, dir: "/", fallback: new ProcessRunner() })
    const out = runner.run("big", ["1"])
    const loaded = process.moduleLoadList.filter((name) => / (tls|worker_threads|child_process|net|stream)$/.test(name))
    console.log(out, loaded.join())
    process.exit()`
  const { code } = transformed(script)
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
    encoding: "utf8",
    env: {
      JUJU_CONTEXT_ID: "c",
      JUJU_AGENT_SOCKET_NETWORK: "unix",
      JUJU_AGENT_SOCKET_ADDRESS: address,
    },
  })
  expect(stderr).toBe("")
  expect(stdout).toBe("x \n")
})

function transformed(contents: string): { code: string } {
  const { outputFiles } = buildSync({
    stdin: { contents: contents.replaceAll("file://", ""), resolveDir: tmpdir() },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
  })
  return { code: outputFiles[0]?.text ?? "" }
}
