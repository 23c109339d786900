import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync, statSync, truncateSync } from "node:fs"
import { ENDED, supervisorFiles } from "./files.ts"
import { commandLineOf } from "./processes.ts"

/** Interval at which it checks that the folder exists, and that a process which is not its child is alive. */
const POLL_MS = 250
/** Delay between two starts; doubled for a process that repeatedly ends soon after its start. */
const MIN_DELAY_MS = 500
const MAX_DELAY_MS = 30_000
/** A process that ran for this time has started successfully. */
const STABLE_MS = 10_000
/** Time between SIGTERM and SIGKILL. */
const END_MS = 5_000
const MAX_LOG_BYTES = 1024 * 1024

/**
 * The background process that keeps another one running until it receives SIGTERM or the folder is removed, like systemd with
 * `Restart=always`. If an earlier supervisor has died, it continues to watch that one's process.
 * @param dir the working directory of the process and the folder of its pid file; the process inherits this process's output
 */
export function supervise(dir: string, command: string, args: readonly string[]): void {
  process.umask(0o077)
  const supervisor = new Supervisor(dir, command, args)
  process.on("SIGTERM", () => supervisor.end())
  setInterval(() => supervisor.check(), POLL_MS)
  supervisor.check()
}

class Supervisor {
  readonly #dir: string
  readonly #command: string
  readonly #args: readonly string[]
  #child: ChildProcess | undefined
  /** The process that an earlier supervisor has started. */
  #adopted: number | undefined
  #startedAt = Number.NEGATIVE_INFINITY
  #delay = MIN_DELAY_MS
  #ending = false

  constructor(dir: string, command: string, args: readonly string[]) {
    this.#dir = dir
    this.#command = command
    this.#args = args
  }

  check(): void {
    if (this.#ending) return
    if (!existsSync(this.#dir)) {
      this.end()
      return
    }
    this.#trimLog()
    if (this.#child !== undefined || performance.now() - this.#startedAt < this.#delay) return
    this.#adopted = this.#livingProcess()
    if (this.#adopted === undefined) this.#start()
  }

  end(): void {
    this.#ending = true
    if (this.#adopted !== undefined) attempt(() => process.kill(this.#adopted ?? 0, "SIGTERM"))
    if (this.#child === undefined) process.exit(0)
    this.#child.kill("SIGTERM")
    setTimeout(() => this.#child?.kill("SIGKILL"), END_MS)
  }

  #start(): void {
    this.#startedAt = performance.now()
    const child = spawn(this.#command, this.#args, {
      cwd: this.#dir,
      stdio: ["ignore", "inherit", "inherit"],
    })
    this.#child = child
    child.once("error", ({ message }) => this.#ended(child, message))
    child.once("exit", (code, signal) => this.#ended(child, String(signal ?? code)))
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    if (this.#ending) process.exit(0)
    console.error(`${ENDED} ${how}`)
    const isStable = performance.now() - this.#startedAt > STABLE_MS
    this.#delay = isStable ? MIN_DELAY_MS : Math.min(2 * this.#delay, MAX_DELAY_MS)
    this.check()
  }

  /** The process whose id is in the file. It must belong to this folder, because the system reuses process ids. */
  #livingProcess(): number | undefined {
    const id = Number(attempt(() => readFileSync(supervisorFiles(this.#dir).pid, "utf8")))
    return id > 1 && commandLineOf(id)?.some((word) => word.startsWith(this.#dir)) === true ? id : undefined
  }

  #trimLog(): void {
    const { log } = supervisorFiles(this.#dir)
    attempt(() => statSync(log).size > MAX_LOG_BYTES && truncateSync(log))
  }
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
