import { execFile } from "node:child_process"
import { BackgroundService, type Host } from "../background/background-service.ts"
import { LONG_MS, pause, sendCommand } from "../engines/control.ts"
import { EngineError } from "../engines/engine-error.ts"
import { haproxyFiles, NAMES } from "./files.ts"

/** For a master that does not listen while it reloads. A hook asks it several times. */
const REACHABLE_MS = 30_000

/** Commands at once: HAProxy reads at most 16 KiB, and a command has at most 310 characters. */
const COMMANDS = 50

interface Workers {
  readonly reloads: number
  readonly failed: number
  /** Process ids of the worker that accepts connections. Older workers only finish theirs. */
  readonly current: readonly string[]
  readonly old: readonly string[]
}

/**
 * HAProxy's master process and its workers, controlled over the master's socket. When a worker dies, the master ends all workers and itself
 * (`exit-on-failure`), and workers end with their master; systemd or the supervisor then starts everything again.
 */
export class HaproxyProcess {
  readonly #dir: string
  readonly #program: string
  readonly service: BackgroundService

  constructor(dir: string, program: string, host: Host) {
    this.#dir = dir
    this.#program = program
    const { config } = haproxyFiles(dir)
    // Socket names are relative, because HAProxy limits their paths to 97 bytes.
    const args = ["-W", "-f", config, "-p", NAMES.pid, "-S", `unix@${NAMES.masterSocket},mode,600`]
    this.service = new BackgroundService(dir, host, "haproxy", { command: program, args }, config)
  }

  /** Undefined if the master does not run or does not answer. */
  async workers(): Promise<Workers | undefined> {
    const end = performance.now() + REACHABLE_MS
    while (performance.now() < end) {
      const answer = await sendCommand(this.#dir, NAMES.masterSocket, "show proc")
      if (answer !== undefined) return parseWorkers(answer)
      // The master does not listen for a short time while it reloads.
      if (!(await this.service.exists())) return undefined
      await pause(50)
    }
    return undefined
  }

  /** HAProxy's errors for the configuration in this folder; undefined if it is valid. @throws EngineError if HAProxy cannot be run */
  validate(dir: string): Promise<string | undefined> {
    const { PATH = "", JUJU_MODEL_UUID = "" } = process.env
    // `-q` would hide the reasons, too.
    const args = ["-c", "-f", NAMES.config]
    return new Promise((resolve, reject) => {
      const options = {
        env: { PATH, JUJU_MODEL_UUID },
        cwd: dir,
        timeout: LONG_MS,
        maxBuffer: 16 * 1024 * 1024,
      }
      execFile(this.#program, args, options, (error, _stdout, stderr) => {
        if (error === null) resolve(undefined)
        else if (alertsOf(stderr) !== "") resolve(alertsOf(stderr))
        else reject(new EngineError(`HAProxy could not check the configuration: ${error.message}`))
      })
    })
  }

  /** Call only when HAProxy does not run. @throws EngineError with HAProxy's message */
  async start(): Promise<void> {
    await this.service.start()
    await this.#wait("HAProxy does not answer", (now) => {
      const failure = this.service.failure
      if (failure !== undefined) throw new EngineError(`HAProxy could not be started: ${alertsOf(failure)}`)
      return now !== undefined
    })
  }

  /**
   * A new worker takes over the listening sockets; the old one finishes its connections.
   * @throws EngineError if no new worker starts: the old one continues
   */
  async reload(): Promise<void> {
    const before = (await this.workers())?.reloads ?? 0
    await sendCommand(this.#dir, NAMES.masterSocket, "reload")
    const now = await this.#wait("HAProxy did not reload", (now) => now !== undefined && now.reloads > before)
    if (now.failed > 0) throw new EngineError("HAProxy rejected the configuration and keeps the previous one")
  }

  /** Sends a command to the worker that accepts connections. */
  command(text: string): Promise<string | undefined> {
    return sendCommand(this.#dir, NAMES.adminSocket, text)
  }

  /** Changes the state of servers, each `backend/server`, in the worker that accepts connections. */
  async setServers(names: readonly string[], state: "maint" | "drain" | "ready"): Promise<void> {
    for (let at = 0; at < names.length; at += COMMANDS) {
      const commands = names.slice(at, at + COMMANDS).map((name) => `set server ${name} state ${state}`)
      await this.command(commands.join(";"))
    }
  }

  /** `show stat` of all workers; none if HAProxy does not run. Undefined if it runs and one of its processes does not answer. */
  async statistics(): Promise<readonly string[] | undefined> {
    const workers = await this.workers()
    if (workers === undefined) return (await this.service.exists()) ? undefined : []
    const answers: string[] = []
    for (const pid of [...workers.current, ...workers.old]) {
      const answer = await sendCommand(this.#dir, NAMES.masterSocket, `@!${pid} show stat`)
      if (answer === undefined) return undefined
      answers.push(answer)
    }
    return answers
  }

  async #wait(reason: string, condition: (workers: Workers | undefined) => boolean): Promise<Workers> {
    const end = performance.now() + LONG_MS
    while (performance.now() < end) {
      const now = await this.workers()
      if (condition(now) && now !== undefined && now.current.length > 0) return now
      await pause(50)
    }
    throw new EngineError(reason)
  }
}

/** HAProxy's messages without the lines that it prints on every start. */
function alertsOf(stderr: string): string {
  const alerts = stderr.split("\n").filter((line) => line.startsWith("[ALERT]"))
  return alerts.map((line) => line.replace(/^\[ALERT\]\s*\(\d+\)\s*:\s*/, "")).join("; ")
}

function parseWorkers(text: string): Workers {
  const section = (from: string, to: string) => text.split(from)[1]?.split(to)[0] ?? ""
  const pids = (part: string) => [...part.matchAll(/^(\d+)\s+worker/gm)].map(([, pid = ""]) => pid)
  const [, reloads = "0", failed = "0"] = /master\s+(\d+) \[failed: (\d+)\]/.exec(text) ?? []
  return {
    reloads: Number(reloads),
    failed: Number(failed),
    current: pids(section("# workers", "#")),
    old: pids(section("# old workers", "# programs")),
  }
}
