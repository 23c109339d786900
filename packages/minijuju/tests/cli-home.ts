import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer, text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { builtMinijuju } from "../../../suite/minijuju.ts"
import { killLeftovers } from "../src/agent/process-tree.ts"
import { wantsColours } from "../src/cli/colours.ts"
import { runProgram } from "../src/client/run.ts"

export interface CommandEnd {
  readonly code: number
  readonly out: string
  readonly err: string
}

/**
 * A user's folder with its own background process. The commands run inside the test, the background process is
 * a real one.
 */
export class CliHome {
  readonly dir: string
  readonly env: Record<string, string | undefined>
  /** How Node.js starts the background process. */
  self: readonly string[]
  /** Whether commands print to a terminal. */
  isTerminal = false

  private constructor(dir: string, script: string, env: Record<string, string>) {
    this.dir = dir
    this.self = [script]
    this.env = {
      PATH: process.env.PATH,
      MINIJUJU_HOME: join(dir, "home"),
      MINIJUJU_UPDATE_STATUS_INTERVAL: "0",
      ...env,
    }
  }

  static async make(env: Record<string, string> = {}): Promise<CliHome> {
    const { script } = await builtMinijuju()
    return new CliHome(await mkdtemp(join(tmpdir(), "mjc-")), script, env)
  }

  get home(): string {
    return join(this.dir, "home")
  }

  /** Runs one command until it ends, whatever its exit code. `answers` are typed one after the other. */
  async run(argv: readonly string[], answers: readonly string[] = []): Promise<CommandEnd> {
    let out = ""
    let err = ""
    const typed = [...answers]
    const code = await runProgram(argv, {
      console: {
        out: (text) => {
          out += text
        },
        err: (text) => {
          err += text
        },
        ask: async (question) => {
          err += question
          return typed.shift()
        },
        program: "minijuju",
        isTerminal: this.isTerminal,
        hasColours: wantsColours(this.isTerminal, this.env),
      },
      env: this.env,
      self: this.self,
    })
    return { code, out, err }
  }

  /** Runs a line of a shell in which `minijuju` is the real program. Its output is `out`, whatever bytes it has. */
  async shell(line: string): Promise<{ readonly code: number; readonly out: Buffer; readonly err: string }> {
    const { program } = await builtMinijuju()
    const env = Object.fromEntries(Object.entries(this.env).filter(([, value]) => value !== undefined))
    const child = spawn("bash", ["-o", "pipefail", "-c", `minijuju() { "${program}" "$@"; }; ${line}`], {
      cwd: this.dir,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    })
    const [out, err] = [buffer(child.stdout), text(child.stderr)]
    const code = await new Promise<number>((resolve) => child.once("close", (end) => resolve(end ?? -1)))
    return { code, out: await out, err: await err }
  }

  /** Runs a command that must succeed, and returns its output. */
  async ok(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.run(argv)
    if (code !== 0) throw new Error(`minijuju ${argv.join(" ")} ended with ${code}: ${err}`)
    return out
  }

  async json(...argv: string[]): Promise<unknown> {
    return JSON.parse(await this.ok(...argv, "--format", "json"))
  }

  /** Returns a unit's status as `active: message`. */
  async statusOf(unit: string): Promise<string> {
    const status = await this.json("status")
    const view = at(status, "applications", unit.split("/")[0] ?? "", "units", unit, "workload-status")
    return `${at(view, "current")}: ${at(view, "message") ?? ""}`
  }

  /** Waits until a unit has this status. The test's own timeout ends it. */
  async until(unit: string, wanted: string): Promise<void> {
    while ((await this.statusOf(unit)) !== wanted) await sleep(50)
  }

  /** Returns the ids of all background processes that have used this folder, newest first. */
  pids(): number[] {
    const log = readFileSync(join(this.home, "daemon.log"), "utf8")
    return [...log.matchAll(/^\S+Z (\d+) minijuju .* loads the models/gm)]
      .map(([, pid]) => Number(pid))
      .reverse()
  }

  /** The id of the newest background process. Throws if there is none: a signal to the id 0 would kill the whole test run. */
  daemon(): number {
    const [newest] = this.pids()
    if (newest === undefined) throw new Error(`No background process has used ${this.home}.`)
    return newest
  }

  /** Kills the newest background process, and returns its id when it has ended. */
  async killDaemon(): Promise<number> {
    const pid = this.daemon()
    process.kill(pid, "SIGKILL")
    await ended(pid)
    return pid
  }

  async end(): Promise<void> {
    // A command that is refused early starts no background process.
    const used = existsSync(join(this.home, "daemon.log"))
    const uuids = used ? await this.json("models").catch(() => undefined) : undefined
    if (used) await this.run(["shutdown"]).catch(() => undefined)
    for (const model of asList(at(uuids, "models")))
      killLeftovers("JUJU_MODEL_UUID", String(at(model, "model-uuid")))
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Returns a value inside JSON by its keys; undefined if it does not exist. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value
  for (const key of keys) {
    found =
      typeof found === "object" && found !== null
        ? Object.entries(found).find(([name]) => name === key)?.[1]
        : undefined
  }
  return found
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Resolves when a process that is not our child has ended. */
export async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(10)
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false
  }
}
