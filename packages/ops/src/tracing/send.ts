import { spawn } from "node:child_process"
import { closeSync, openSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { ownProgram } from "../charm/own-program.ts"
import { TraceBuffer } from "./buffer.ts"
import { type Destination, record } from "./destination.ts"

/** Tells the charm's own program to send traces instead of running a hook: charm folder, URL and certificates, as JSON. */
const VARIABLE = "CHARMKIT_SEND_TRACES"

/** Limit for one request, and for the process. */
const REQUEST_MS = 5_000
const PROCESS_MS = 30_000
/** A lock that is older was left by a process that was killed. */
const LOCK_MS = 2 * PROCESS_MS

/** Starts a process that sends the buffered traces, and does not wait for it. */
export function startSending(charmDir: string, destination: Destination): void {
  const { command, args } = ownProgram()
  const { PATH } = process.env
  const child = spawn(command, args, {
    cwd: charmDir,
    detached: true,
    // Nothing of the hook's environment: the process must neither run a hook nor count as a part of one.
    env: { ...(PATH !== undefined && { PATH }), [VARIABLE]: JSON.stringify({ charmDir, ...destination }) },
    stdio: "ignore",
  })
  child.on("error", () => undefined)
  child.unref()
}

/** Sends the buffered traces, if this process was started for that. Called when the module is loaded. */
export function sendIfAsked(): void {
  const text = process.env[VARIABLE]
  if (text === undefined) return
  const { charmDir, url, ca } = record(JSON.parse(text))
  if (typeof charmDir !== "string" || typeof url !== "string") return
  void sendTraces(new TraceBuffer(charmDir), { url, ...(typeof ca === "string" && { ca }) })
}

async function sendTraces(buffer: TraceBuffer, destination: Destination): Promise<void> {
  const lock = join(buffer.dir, "lock")
  if (!takeLock(lock)) return
  try {
    const until = Date.now() + PROCESS_MS
    // Later hooks add files meanwhile.
    for (let [name] = buffer.names(); name !== undefined && Date.now() < until; [name] = buffer.names()) {
      const status = await post(destination, buffer.body(name))
      const isAccepted = status >= 200 && status < 300
      if (status === 429 || status >= 500) throw new Error(`HTTP status ${status}`)
      if (!isAccepted) buffer.setProblem(`${destination.url} refused traces with HTTP status ${status}`)
      buffer.remove(name)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    buffer.setProblem(`traces are kept, because ${destination.url} does not take them: ${reason}`)
  } finally {
    rmSync(lock, { force: true })
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
    closeSync(openSync(path, "wx", 0o600))
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
