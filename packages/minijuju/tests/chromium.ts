import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { accessSync, constants } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import type { Readable, Writable } from "node:stream"
import { at } from "./cli-home.ts"

const NAMES = ["chromium", "chromium-browser", "google-chrome"]

/** Returns the path of a browser on this machine, or undefined. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Called for each event; `session` identifies the page. */
type Listener = (method: string, params: unknown, session: unknown) => void

/** A headless browser, controlled by the DevTools protocol over two pipes: file descriptors 3 and 4. */
export class Chromium implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #profile: string
  readonly #commands: Writable
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<Listener>()
  #lastId = 0
  #said = ""

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child
    this.#profile = profile
    const [, , , commands, answers] = child.stdio
    if (!isWritable(commands) || !isReadable(answers)) throw new Error("the browser has no pipes")
    this.#commands = commands
    commands.on("error", () => {})
    child.stderr?.on("data", (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString()).slice(-2_000)
    })
    child.once("exit", (code, signal) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the browser ended (${code ?? signal}):\n${this.#said}`))
    })
    let rest = ""
    answers.setEncoding("utf8").on("data", (text: string) => {
      const messages = (rest + text).split("\0")
      rest = messages.pop() ?? ""
      for (const message of messages) this.#take(JSON.parse(message))
    })
  }

  static async start(program: string): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), "chromium-"))
    const args = [
      "--headless=new",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-sync",
      "--no-proxy-server",
      // The browser's sandbox does not work for root; the browser only loads this machine's own page.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ]
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
      // Its own process group, so that its children are killed with it.
      detached: true,
    })
    return new Chromium(child, profile)
  }

  /** Calls a method of the protocol, in the page of `session` if given. */
  send(method: string, params: object = {}, session?: string): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null) reject(new Error(`the browser has ended:\n${this.#said}`))
      this.#waiting.set(id, { resolve, reject })
      const command = { id, method, params, ...(session === undefined ? {} : { sessionId: session }) }
      this.#commands.write(`${JSON.stringify(command)}\0`)
    })
  }

  on(listener: Listener): void {
    this.#listeners.add(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child
    const exit = exitCode === null && signalCode === null ? once(this.#child, "exit") : undefined
    if (pid !== undefined && exit !== undefined) process.kill(-pid, "SIGKILL")
    await exit
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }

  #take(message: unknown): void {
    const id = at(message, "id")
    if (typeof id !== "number") {
      for (const listener of this.#listeners)
        listener(String(at(message, "method")), at(message, "params"), at(message, "sessionId"))
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    const error = at(message, "error")
    if (error === undefined) waiting?.resolve(at(message, "result"))
    else waiting?.reject(new Error(`the browser refuses: ${JSON.stringify(error)}`))
  }
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === "object" && stream !== null && "write" in stream
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === "object" && stream !== null && "read" in stream
}
