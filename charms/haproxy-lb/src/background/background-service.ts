import { execFile } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { EngineError } from "../engines/engine-error.ts"

/** The file in the charm that starts services, and then supervises them where systemd does not. */
const SCRIPT = "service.sh"
/** What it logs when the program has ended. */
const ENDED = "service: ended:"

/** A program and its arguments. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** Where the services of a unit are started. */
export interface Host {
  /** The charm's folder `files`. */
  readonly files: string
  /** Prefix of the services' names, unique on the machine. */
  readonly prefix: string
  /** Of the programs; without the variables that belong to one hook only. */
  readonly environment: NodeJS.ProcessEnv
}

/** The files that a service has in its folder. */
export const serviceFiles = (dir: string) => ({
  /** The process id, written by the program. */
  pid: join(dir, "pid"),
  /** Output of the program. */
  log: join(dir, "log"),
})

/** A hook's control over a program that continues after the hook, as a unit of systemd or below a supervisor (`files/service.sh`). */
export class BackgroundService {
  readonly #dir: string
  readonly #host: Host
  readonly #name: string
  readonly #program: Program
  readonly #mark: string
  #logStart = 0

  /**
   * @param dir the program's working directory
   * @param kind the second part of the service's name
   * @param mark an argument of the program that no other process has
   */
  constructor(dir: string, host: Host, kind: string, program: Program, mark: string) {
    this.#dir = dir
    this.#host = host
    this.#name = `${host.prefix}-${kind}`
    this.#program = program
    this.#mark = mark
  }

  /** Starts the program and what restarts it, as far as they do not run. @throws EngineError if systemd refuses */
  async start(): Promise<void> {
    this.#logStart = this.#log.length
    const { command, args } = this.#program
    await this.#script("start", command, ...args)
  }

  /** The log since the start, if the program has ended; undefined otherwise. */
  get failure(): string | undefined {
    const said = this.#log.subarray(this.#logStart).toString()
    return said.includes(ENDED) ? said : undefined
  }

  /** Whether the program runs, responding or not. */
  async exists(): Promise<boolean> {
    return (await this.#script("find", this.#mark)).includes("\n")
  }

  /**
   * Ends the program and what restarts it, and waits for both.
   * @throws EngineError if they do not end
   */
  async end(): Promise<void> {
    await this.#script("stop", this.#mark)
  }

  /** Ends both and removes the folder. */
  async remove(): Promise<void> {
    // A program ends by itself when its folder is removed.
    if (!existsSync(this.#dir)) return
    await this.end()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  get #log(): Buffer {
    try {
      return readFileSync(serviceFiles(this.#dir).log)
    } catch {
      return Buffer.of()
    }
  }

  /** @returns its output */
  #script(action: string, ...args: readonly string[]): Promise<string> {
    const words = [join(this.#host.files, SCRIPT), action, this.#name, this.#dir, ...args]
    return new Promise((resolve, reject) => {
      execFile("/bin/sh", words, { env: this.#host.environment }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new EngineError(`${SCRIPT} ${action}: ${stderr.trim() || error.message}`))
      })
    })
  }
}
