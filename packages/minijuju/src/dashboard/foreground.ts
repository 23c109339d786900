import { setTimeout as sleep } from "node:timers/promises"
import { MinijujuError } from "../state/errors.ts"
import { type DashboardServer, serveDashboard } from "./server.ts"

/** How a command line is sent to the background process. */
export interface AskOptions {
  /** Throw an error instead of starting a background process. */
  readonly noStart?: true
  /** Abort to disconnect. */
  readonly signal?: AbortSignal
}

/** Sends a command line to the background process and resolves to the exit code. */
export type Ask = (
  argv: readonly string[],
  output: { readonly out: (text: string) => unknown; readonly err: (text: string) => unknown },
  options: AskOptions,
) => Promise<number>

export interface ForegroundOptions {
  readonly port: number
  /** The options that choose the model. */
  readonly model: readonly string[]
  readonly ask: Ask
  readonly signal: AbortSignal
  /** Called once, when the page can be opened. */
  readonly ready: (url: string, model: string) => void
  /** Called with the error if the background process refuses the first request. */
  readonly refused: (text: string) => void
}

const RETRY_MS = 500

/**
 * Serves the page until `signal` is aborted, also while no background process runs. It does not start a new
 * one, so that `shutdown` stays in effect. Resolves to the exit code.
 */
export async function runInForeground({
  port,
  ask,
  signal,
  ready,
  refused,
  model,
}: ForegroundOptions): Promise<number> {
  let name: string | undefined
  const pinned = () => (name === undefined ? model : ["-m", name])
  const server: DashboardServer = await serveDashboard(port, async (...which) => {
    const out: string[] = []
    const output = { out: (text: string) => out.push(text), err: () => {} }
    const argv = ["dashboard", ...pinned(), `--value=${JSON.stringify(which)}`]
    return (await ask(argv, output, { noStart: true, signal })) === 0 ? out.join("") : undefined
  })
  await using _ = server
  let gone = true
  const out = (line: string) => {
    server.streams.send("model", line.trim())
    if (gone) server.streams.send("daemon", JSON.stringify({ gone: null }))
    gone = false
    if (name !== undefined) return
    name = modelName(line)
    ready(server.url, name)
  }
  while (!signal.aborted) {
    let said = ""
    const err = (text: string) => {
      said += text
    }
    const options: AskOptions = name === undefined ? { signal } : { signal, noStart: true }
    try {
      const code = await ask(["dashboard", ...pinned(), "--feed"], { out, err }, options)
      if (name === undefined) {
        refused(said)
        return code
      }
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      if (signal.aborted) break
      if (name === undefined) throw error
      said = error.message
    }
    gone = true
    server.streams.send("daemon", JSON.stringify({ gone: said.replace(/^ERROR /, "").trim() }))
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
  }
  return 0
}

function modelName(line: string): string {
  const { model }: { model?: unknown } = JSON.parse(line)
  return typeof model === "object" && model !== null && "name" in model ? String(model.name) : ""
}
