import { spawn } from "node:child_process"
import { constants } from "node:os"

/** The shell of a unit's machine, and what the caller's process needs to start it. */
export interface Login {
  readonly file: string
  /** Those of the shell follow. */
  readonly args: readonly string[]
  readonly cwd: string
  /** The folder with juju-exec. */
  readonly tools: string
  /** By which processes that stay behind are found when the model ends. */
  readonly modelUuid: string
}

/** What sshd passes on or sets, and where temporary files are. */
const PASSED_ON = /^(?:HOME|LANG|LC_\w+|LOGNAME|PATH|SHELL|TERM|TMPDIR|TZ|USER)$/

/** What ssh(1) exits with if the remote command was ended by a signal, or could not be started. */
const NO_EXIT_CODE = 255

/** Checks what the background process has answered. */
export function parseLogin(text: string): Login {
  const value: unknown = JSON.parse(text)
  if (
    typeof value === "object" &&
    value !== null &&
    "file" in value &&
    typeof value.file === "string" &&
    "args" in value &&
    Array.isArray(value.args) &&
    value.args.every((arg): arg is string => typeof arg === "string") &&
    "cwd" in value &&
    typeof value.cwd === "string" &&
    "tools" in value &&
    typeof value.tools === "string" &&
    "modelUuid" in value &&
    typeof value.modelUuid === "string"
  ) {
    const { file, args, cwd, tools, modelUuid } = value
    return { file, args, cwd, tools, modelUuid }
  }
  throw new Error(`the background process sent no login: ${text}`)
}

/**
 * Runs the shell as a child of this process, with its standard streams and terminal, and resolves to the exit code of ssh.
 * @param reads whether the shell has this process's standard input
 */
export function runLogin(login: Login, args: readonly string[], reads: boolean): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name)))
  const child = spawn(login.file, [...login.args, ...args], {
    cwd: login.cwd,
    stdio: [reads ? "inherit" : "ignore", "inherit", "inherit"],
    env: { ...env, PATH: `${login.tools}:${env.PATH ?? "/usr/bin:/bin"}`, JUJU_MODEL_UUID: login.modelUuid },
  })
  // A terminal sends these to the child, too, whose end counts; the others are for this process alone.
  const stay = () => undefined
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  const handlers = [
    ["SIGINT", stay],
    ["SIGQUIT", stay],
    ["SIGTERM", pass],
    ["SIGHUP", pass],
  ] as const
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      if (signal === "SIGINT") resolve(128 + constants.signals.SIGINT)
      else resolve(code ?? NO_EXIT_CODE)
    })
  }).finally(() => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  })
}
