import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const ABSTRACT = `@socket-runner-test-${process.pid}`
export const TRANSPORTS = ["path", "abstract"] as const
export type Transport = (typeof TRANSPORTS)[number]

const dir = mkdtempSync(join(tmpdir(), "sr-"))
const started: ChildProcess[] = []

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
  const file = fileURLToPath(new URL("./fixtures/agent.ts", import.meta.url))
  const address = transport === "abstract" ? `${ABSTRACT}-${name}` : join(dir, name)
  const loader = runtime === process.execPath ? ["--import", "tsx"] : []
  const child = spawn(runtime, [...loader, file, address], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  started.push(child)
  await once(child.stdout, "data")
  return { address }
}

/** Stops every agent that was started. */
export async function stopAgents(): Promise<void> {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill()
    await once(child, "exit")
  }
  rmSync(dir, { recursive: true, force: true })
}
