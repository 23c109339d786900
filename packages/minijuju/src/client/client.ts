import { spawn } from "node:child_process"
import { closeSync, existsSync, openSync, readFileSync } from "node:fs"
import type { Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { isRunning } from "../agent/process-tree.ts"
import type { Console } from "../cli/console.ts"
import { ownVersion } from "../cli/version.ts"
import { type Home, makeHome, withHome } from "../controller/home.ts"
import { type Frame, readFrames, sendFrame } from "../daemon/frames.ts"
import { connectToDaemon } from "../daemon/single-instance-lock.ts"
import type { AskOptions } from "../dashboard/foreground.ts"
import { MinijujuError } from "../state/errors.ts"

const START_MS = 60_000

export interface ClientOptions extends AskOptions {
  readonly home: Home
  readonly console: Console
  /** How this program is started: options of the interpreter and the file. */
  readonly self: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The exit code of a command, and the process that ran it. */
export interface Answered {
  readonly code: number
  readonly daemon: number
}

/** Runs a command in the background process, and starts that process if none runs. */
export async function callDaemon(argv: readonly string[], options: ClientOptions): Promise<Answered> {
  const { home } = options
  makeHome(home)
  const until = performance.now() + START_MS
  let starter: Starter | undefined
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 200)) {
    const socket = await connectToDaemon(home.path)
    const answered = socket === undefined ? undefined : await converse(socket, argv, options)
    if (answered !== undefined) {
      starter?.yieldTo(answered.daemon)
      return answered
    }
    if (performance.now() > until) throw notStarted(home, `no response within ${START_MS / 1000} s`)
    if (starter?.state === "failed") throw notStarted(home, "it ended with an error")
    // A background process that found another one running exits with 0; if that other one has ended too, start
    // one again.
    if (options.noStart || options.signal?.aborted)
      throw new MinijujuError("stopped", "the background process has ended")
    if (starter === undefined || starter.state === "succeeded") starter = startDaemon(options)
    await sleep(wait)
  }
}

/** Waits until a background process has ended. Returns also when another one has been started meanwhile. */
export async function waitForEnd(daemon: number): Promise<void> {
  while (daemon > 0 && isRunning(daemon)) await sleep(20)
}

interface Starter {
  state: "running" | "succeeded" | "failed"
  /**
   * Another process answers: kill the one started here, so that it cannot start late and load the models after
   * a shutdown.
   */
  readonly yieldTo: (daemon: number) => void
}

function startDaemon({ home, self, env }: ClientOptions): Starter {
  const log = withHome(home, () => openSync(home.log, "a", 0o600))
  const child = spawn(process.execPath, [...self, "--daemon"], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...env, MINIJUJU_HOME: home.path },
  })
  closeSync(log)
  const starter: Starter = {
    state: "running",
    yieldTo: (daemon) => {
      if (starter.state === "running" && daemon > 0 && child.pid !== daemon) child.kill()
    },
  }
  child.once("error", () => {
    starter.state = "failed"
  })
  child.once("exit", (code) => {
    starter.state = code === 0 ? "succeeded" : "failed"
  })
  child.unref()
  return starter
}

/**
 * Sends the command and prints the output. Resolves to undefined when the other side disconnected before it
 * sent anything: the caller then retries.
 */
function converse(
  socket: Socket,
  argv: readonly string[],
  options: ClientOptions,
): Promise<Answered | undefined> {
  const { console, env, home, signal } = options
  return new Promise((resolve, reject) => {
    let asked = false
    let daemon = 0
    const leave = () => socket.destroy()
    signal?.addEventListener("abort", leave)
    if (signal?.aborted) leave()
    socket.on("error", leave)
    socket.on("close", () => {
      signal?.removeEventListener("abort", leave)
      if (!asked) resolve(undefined)
      else
        reject(
          new MinijujuError(
            "stopped",
            `the background process ended before it answered; its log is ${home.log}`,
          ),
        )
    })
    readFrames(socket, (frame) => {
      if (!asked) {
        asked = true
        if (typeof frame.pid === "number") daemon = frame.pid
        if (frame.hello === ownVersion() || argv[0] === "shutdown")
          sendFrame(socket, request(argv, console, env))
        else reject(otherVersion(frame.hello))
        return
      }
      if (typeof frame.out === "string") console.out(frame.out)
      if (typeof frame.err === "string") console.err(frame.err)
      if (typeof frame.ask === "string")
        void console.ask(frame.ask).then((answer) => sendFrame(socket, { answer: answer ?? null }))
      if (typeof frame.exit === "number") {
        resolve({ code: frame.exit, daemon })
        socket.destroy()
      }
    })
  })
}

function request(
  argv: readonly string[],
  { program, isTerminal, hasColours }: Console,
  env: ClientOptions["env"],
): Frame {
  return {
    argv,
    cwd: process.cwd(),
    program,
    isTerminal,
    hasColours,
    model: env.MINIJUJU_MODEL || env.JUJU_MODEL || null,
    juju: env.MINIJUJU_JUJU || null,
    charms: env.MINIJUJU_CHARMS || null,
  }
}

function otherVersion(version: unknown): MinijujuError {
  return new MinijujuError(
    "bad-argument",
    `the background process is minijuju ${String(version)}, this command is ${ownVersion()}: end it with "minijuju shutdown"`,
  )
}

function notStarted(home: Home, why: string): MinijujuError {
  const last = lastLine(home.log)
  const said = last === "" ? "" : `: ${last}`
  return new MinijujuError(
    "stopped",
    `the background process could not be started: ${why}${said} (its log is ${home.log})`,
  )
}

/** Returns the last error of a log that ends with an error and its stack. */
function lastLine(file: string): string {
  if (!existsSync(file)) return ""
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-30)
  return lines.filter((line) => /^(?:ERROR|\w*Error)\b/.test(line)).at(-1) ?? ""
}
