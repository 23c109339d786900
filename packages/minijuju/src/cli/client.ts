import { spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import type { Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { connectToDaemon } from "../daemon/claim.ts"
import { type Frame, readFrames, sendFrame } from "../daemon/frames.ts"
import { type Home, makeHome } from "../daemon/home.ts"
import { MinijujuError } from "../model/errors.ts"
import type { Console } from "./console.ts"
import { ownVersion } from "./version.ts"

const START_MS = 60_000

export interface ClientOptions {
  readonly home: Home
  readonly console: Console
  /** How this program is started: interpreter's options and the file. */
  readonly self: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Has the background process run a command, starts one if there is none, and resolves to the exit code. */
export async function callDaemon(argv: readonly string[], options: ClientOptions): Promise<number> {
  const { home } = options
  makeHome(home)
  const until = performance.now() + START_MS
  let starter: Starter | undefined
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 200)) {
    const socket = await connectToDaemon(home.path)
    const exit = socket === undefined ? undefined : await converse(socket, argv, options)
    if (exit !== undefined) return exit
    if (performance.now() > until) throw notStarted(home, `nobody answered in ${START_MS / 1000} s`)
    if (starter?.ended === "failed") throw notStarted(home, "it ended with an error")
    // One that gave way to another ends well; when that one is gone, too, it is this command's turn again.
    if (starter === undefined || starter.ended === "well") starter = startDaemon(options)
    await sleep(wait)
  }
}

/** Waits until nobody answers any more. */
export async function waitForEnd(home: Home): Promise<void> {
  for (;;) {
    const socket = await connectToDaemon(home.path)
    if (socket === undefined) return
    socket.destroy()
    await sleep(20)
  }
}

interface Starter {
  ended: "not yet" | "well" | "failed"
}

function startDaemon({ home, self, env }: ClientOptions): Starter {
  const log = openSync(home.log, "a", 0o600)
  const starter: Starter = { ended: "not yet" }
  const child = spawn(process.execPath, [...self, "--daemon"], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...env, MINIJUJU_HOME: home.path },
  })
  closeSync(log)
  child.once("error", () => {
    starter.ended = "failed"
  })
  child.once("exit", (code) => {
    starter.ended = code === 0 ? "well" : "failed"
  })
  child.unref()
  return starter
}

/** Resolves to the exit code, or to undefined when the other side went before it said anything: then try again. */
function converse(
  socket: Socket,
  argv: readonly string[],
  options: ClientOptions,
): Promise<number | undefined> {
  const { console, env, home } = options
  return new Promise((resolve, reject) => {
    let asked = false
    socket.on("error", () => socket.destroy())
    socket.on("close", () => {
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
        resolve(frame.exit)
        socket.destroy()
      }
    })
  })
}

function request(
  argv: readonly string[],
  { program, isTerminal }: Console,
  env: ClientOptions["env"],
): Frame {
  return {
    argv,
    cwd: process.cwd(),
    program,
    isTerminal,
    model: env.MINIJUJU_MODEL || env.JUJU_MODEL || null,
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

/** The reason in a log that ends with an error and its stack. */
function lastLine(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-30)
  return lines.filter((line) => /^(?:ERROR|\w*Error)\b/.test(line)).at(-1) ?? ""
}
