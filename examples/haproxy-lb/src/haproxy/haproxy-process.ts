import { execFile } from "node:child_process"
import { pause, tell } from "../engines/control.ts"
import { EngineError } from "../engines/engine.ts"
import type { haproxyFiles } from "./files.ts"
import { processesWith, terminate } from "./processes.ts"

const TRIES = 300
const LOOKS = 3

interface Workers {
  readonly reloads: number
  readonly failed: number
  /** Process ids: the one that takes connections, and those that only finish theirs. */
  readonly current: readonly string[]
  readonly old: readonly string[]
}

/** HAProxy's master process and its workers, spoken to over the master's socket. */
export class HaproxyProcess {
  readonly #program: string
  readonly #files: ReturnType<typeof haproxyFiles>

  constructor(program: string, files: ReturnType<typeof haproxyFiles>) {
    this.#program = program
    this.#files = files
  }

  /** Undefined if it does not run. */
  async workers(): Promise<Workers | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = await tell(this.#files.masterSocket, "show proc")
      if (answer !== undefined) return parseWorkers(answer)
      // While it reloads, the master does not listen for a moment.
      if ((await this.#found()).length === 0) return undefined
      await pause(50)
    }
    return undefined
  }

  /**
   * Ends master and workers, however long it takes them to notice.
   * @throws EngineError if they go on
   */
  async end(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const ids = await this.#found()
      if (ids.length === 0) return
      // Again and again: a master that is just being replaced loses a signal.
      for (const id of ids) terminate(id)
      await pause(50)
    }
    throw new EngineError("HAProxy does not end")
  }

  /** Master and workers; none only after several looks, because a process that is just starting a program has no command line. */
  async #found(): Promise<readonly number[]> {
    for (let looks = 0; looks < LOOKS; looks++) {
      if (looks > 0) await pause(20)
      // Not by the number in the master's file: the master writes that anew whenever it reloads.
      const ids = processesWith(this.#files.masterSocket)
      if (ids.length > 0) return ids
    }
    return []
  }

  /** @throws EngineError with what HAProxy says against the file */
  validate(file: string): Promise<void> {
    // Not `-q`: that hides the reasons, too.
    return this.#run(["-c", "-f", file], "the configuration is not valid")
  }

  /** @throws EngineError */
  async start(): Promise<void> {
    const { config, pid, masterSocket } = this.#files
    await this.#run(["-W", "-D", "-f", config, "-p", pid, "-S", masterSocket], "HAProxy could not be started")
    await this.#wait("HAProxy does not answer", (now) => now.current.length > 0)
  }

  /**
   * The listening sockets go to a new worker; the old one finishes its connections.
   * @throws EngineError if there is no new worker: the old one goes on as before
   */
  async reload(): Promise<void> {
    const before = (await this.workers())?.reloads ?? 0
    await tell(this.#files.masterSocket, "reload")
    const now = await this.#wait("HAProxy did not reload", ({ reloads }) => reloads > before)
    if (now.failed > 0)
      throw new EngineError("HAProxy could not use the configuration and goes on with the one before")
  }

  /** A command for the worker that takes connections. */
  command(text: string): Promise<string | undefined> {
    return tell(this.#files.adminSocket, text)
  }

  /** `show stat` of all workers. */
  async statistics(): Promise<readonly string[]> {
    const { current = [], old = [] } = (await this.workers()) ?? {}
    const answers: string[] = []
    for (const pid of [...current, ...old])
      answers.push((await tell(this.#files.masterSocket, `@!${pid} show stat`)) ?? "")
    return answers
  }

  async #wait(words: string, isSo: (workers: Workers) => boolean): Promise<Workers> {
    for (let tries = 0; tries < TRIES; tries++) {
      const now = await this.workers()
      if (now !== undefined && now.current.length > 0 && isSo(now)) return now
      await pause(50)
    }
    throw new EngineError(words)
  }

  #run(args: readonly string[], words: string): Promise<void> {
    const { PATH = "", JUJU_MODEL_UUID = "" } = process.env
    return new Promise((resolve, reject) => {
      const options = { env: { PATH, JUJU_MODEL_UUID }, cwd: "/", timeout: 60_000 }
      execFile(this.#program, [...args], options, (error, _stdout, stderr) => {
        if (error === null) resolve()
        else reject(new EngineError(`${words}: ${alertsOf(stderr) || error.message}`))
      })
    })
  }
}

/** HAProxy's own words, without what it says every time. */
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
