import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { ownProgram } from "@charmkit/ops"

/** The argument that makes the charm's program the web server instead of a hook. */
export const SERVE = "serve"
export const PORT = 8080

/** The unit's web server: a service that `files/service.sh` starts and restarts. */
export class WebService {
  readonly #host: string
  readonly #name: string

  constructor(host: string, name: string) {
    this.#host = host
    this.#name = name
  }

  /** Starts it if it does not run. @returns whether it answers */
  async ensure(): Promise<boolean> {
    mkdirSync("server", { recursive: true })
    const { command, args } = ownProgram(SERVE, this.#host, this.#name, join(folder(), "pid"))
    this.#script("start", command, ...args)
    for (let tries = 0; tries < 300; tries++) {
      if (await this.answers()) return true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }

  /** Ends it, and what restarts it. */
  stop(): void {
    this.#script("stop", join(folder(), "pid"))
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

  #script(action: string, ...args: readonly string[]): void {
    const { PATH, JUJU_MODEL_UUID } = process.env
    const words = [action, this.#name.replace("/", "-"), folder(), ...args]
    execFileSync("/bin/sh", ["files/service.sh", ...words], { env: { PATH, JUJU_MODEL_UUID } })
  }
}

const folder = (): string => join(process.cwd(), "server")
