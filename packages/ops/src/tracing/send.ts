import { spawn } from "node:child_process"
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { ownProgram } from "../charm/own-program.ts"
import { TraceBuffer } from "./buffer.ts"
import type { Destination } from "./destination.ts"

/** Tells the charm's own program to send traces instead of running a hook: the charm's folder. Certificates may be too long for it. */
const VARIABLE = "CHARMKIT_SEND_TRACES"

/** Limit for one request, and for the process. */
const REQUEST_MS = 5_000
const PROCESS_MS = 30_000
/** A lock that is older was left by a process that was killed. */
const LOCK_MS = 2 * PROCESS_MS

/** Starts a process that sends the buffered traces, and does not wait for it. */
export function startSending(charmDir: string): void {
  const { command, args } = ownProgram()
  const { PATH } = process.env
  const child = spawn(command, args, {
    cwd: charmDir,
    detached: true,
    // Nothing of the hook's environment: the process must neither run a hook nor count as a part of one.
    env: { ...(PATH !== undefined && { PATH }), [VARIABLE]: charmDir },
    stdio: "ignore",
  })
  child.on("error", () => undefined)
  child.unref()
}

/** Sends the buffered traces, if this process was started for that. Called when the module is loaded. */
export function sendIfAsked(): void {
  const charmDir = process.env[VARIABLE]
  if (charmDir === undefined) return
  const buffer = new TraceBuffer(charmDir)
  const { destination } = buffer
  if (destination !== undefined) void sendTraces(buffer, destination)
}

async function sendTraces(buffer: TraceBuffer, destination: Destination): Promise<void> {
  const lock = join(buffer.dir, "lock")
  if (!takeLock(lock)) return
  try {
    const until = Date.now() + PROCESS_MS
    // Later hooks add files meanwhile.
    for (let [name] = buffer.names(); name !== undefined && Date.now() < until; [name] = buffer.names()) {
      const body = buffer.body(name)
      const status = body === undefined ? 200 : await post(destination, body)
      const isAccepted = status >= 200 && status < 300
      if (status === 429 || status >= 500) throw new Error(`HTTP status ${status}`)
      if (!isAccepted) buffer.setProblem(`${destination.url} refused traces with HTTP status ${status}`)
      buffer.remove(name)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    buffer.setProblem(`traces are kept, because ${destination.url} does not take them: ${reason}`)
  } finally {
    // With the folder, the lock may have become that of another process.
    if (ownerOf(lock) === process.pid) rmSync(lock, { force: true })
  }
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, "utf8"))
  } catch {
    return undefined
  }
}

function takeLock(path: string): boolean {
  try {
    const { mtimeMs } = statSync(path)
    if (Date.now() - mtimeMs < LOCK_MS) return false
    rmSync(path, { force: true })
  } catch {
    // There is no lock.
  }
  try {
    writeFileSync(path, String(process.pid), { flag: "wx", mode: 0o600 })
    return true
  } catch {
    return false
  }
}

/** Resolves to the HTTP status. */
async function post({ url, ca }: Destination, body: string): Promise<number> {
  const { request } = url.startsWith("https:") ? await import("node:https") : await import("node:http")
  return new Promise((resolve, reject) => {
    const options = {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
      signal: AbortSignal.timeout(REQUEST_MS),
      agent: false,
      ...(ca !== undefined && { ca }),
    } as const
    const sent = request(url, options, (response) => {
      response.resume()
      response.on("error", reject)
      response.on("end", () => resolve(response.statusCode ?? 0))
    })
    sent.on("error", reject)
    sent.end(body)
  })
}
