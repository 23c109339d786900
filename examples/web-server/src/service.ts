import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
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
      if (await this.answers()) return true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }

  /** Ends it, and what restarts it. */
  stop(): void {
    this.#script("stop", this.#pidFile)
  }

  answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(PORT, this.#host)
      const end = (answer: boolean) => {
        socket.destroy()
        resolve(answer)
      }
      socket.on("connect", () => end(true)).on("error", () => end(false))
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
