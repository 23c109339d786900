import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bundled } from "../../../suite/bundled.ts"

const ABSTRACT = `@socket-runner-test-${process.pid}`
export const TRANSPORTS = ["path", "abstract"] as const
export type Transport = (typeof TRANSPORTS)[number]

/** Agents with the folders of their sockets. Emptied by `stopAgents`, because the next test file in this process starts its own. */
const started: { readonly child: ChildProcess; readonly dir: string }[] = []

export interface RunningAgent {
  readonly address: string
}

/**
 * Starts an agent in a separate process, because its clients block their event loop.
 * @param runtime the Node.js of the tests, or a Bun
 */
export async function startAgent(
  transport: Transport,
  name: string,
  runtime = process.execPath,
): Promise<RunningAgent> {
  const file = await bundled(new URL("./fixtures/agent.ts", import.meta.url))
  const dir = mkdtempSync(join(tmpdir(), "sr-"))
  const address = transport === "abstract" ? `${ABSTRACT}-${name}` : join(dir, name)
  const child = spawn(runtime, [file, address], { stdio: ["ignore", "pipe", "inherit"] })
  started.push({ child, dir })
  await once(child.stdout, "data")
  return { address }
}

/** Stops every agent that was started. */
export async function stopAgents(): Promise<void> {
  for (const { child, dir } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill()
      await once(child, "exit")
    }
    rmSync(dir, { recursive: true, force: true })
  }
}
