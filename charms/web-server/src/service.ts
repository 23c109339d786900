import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { get } from "node:http"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { type OwnProgram, ownProgram } from "@charmkit/ops"

/** The argument that makes the charm's program the web server instead of a hook. */
export const SERVE = "serve"
export const PORT = 8080

/** Where a unit's service is started. */
export interface ServicePlace {
  readonly charmDir: string
  readonly script: string
  /** Starts the charm's program with `SERVE`. */
  readonly program: OwnProgram
  /** Of the server; without the variables that belong to one hook only. */
  readonly env: NodeJS.ProcessEnv
}

/** The unit's web server: a service that `files/service.sh` starts and restarts. */
export class WebService {
  readonly #host: string
  readonly #name: string
  readonly #place: ServicePlace

  constructor(host: string, name: string, place: ServicePlace = usualPlace()) {
    this.#host = host
    this.#name = name
    this.#place = place
  }

  /** Starts it if it does not run. @returns whether it answers */
  async ensure(): Promise<boolean> {
    mkdirSync(this.#dir, { recursive: true })
    const { command, args } = this.#place.program
    this.#script("start", command, ...args, this.#host, this.#name, this.#pidFile)
    for (let tries = 0; tries < 300; tries++) {
      const name = await this.#answer()
      if (name !== undefined) return name === this.#name
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }

  /** Ends it, and what restarts it. */
  stop(): void {
    this.#script("stop", this.#pidFile)
  }

  /** Whether this unit's server has the port, and no other program. */
  async answers(): Promise<boolean> {
    return (await this.#answer()) === this.#name
  }

  /** What the program on the port answers: of a web server, the name of its unit. */
  #answer(): Promise<string | undefined> {
    return new Promise((resolve) => {
      const none = () => resolve(undefined)
      const options = { host: this.#host, port: PORT, agent: false, signal: AbortSignal.timeout(5_000) }
      get(options, (response) => text(response).then((body) => resolve(body.trimEnd()), none)).on(
        "error",
        none,
      )
    })
  }

  get #dir(): string {
    return join(this.#place.charmDir, "server")
  }

  get #pidFile(): string {
    return join(this.#dir, "pid")
  }

  #script(action: string, ...args: readonly string[]): void {
    const { script, env } = this.#place
    const words = [script, action, this.#name.replace("/", "-"), this.#dir, ...args]
    execFileSync("/bin/sh", words, { env })
  }
}

function usualPlace(): ServicePlace {
  const { PATH, JUJU_MODEL_UUID } = process.env
  return {
    charmDir: process.cwd(),
    script: "files/service.sh",
    program: ownProgram(SERVE),
    env: { PATH, JUJU_MODEL_UUID },
  }
}
