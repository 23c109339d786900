import { spawn } from "node:child_process"
import { openSync, readFileSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { ownProgram } from "@charmkit/ops"

/** The argument that makes the charm's program the web server instead of a hook. */
export const SERVE = "serve"
export const PORT = 8080

/** The unit's web server: a process that continues after the hook. */
export class WebService {
  readonly #host: string
  readonly #name: string

  constructor(host: string, name: string) {
    this.#host = host
    this.#name = name
  }

  /** Starts it if it does not run. @returns whether it answers */
  async ensure(): Promise<boolean> {
    if (await this.#answers()) return true
    const { PATH = "", JUJU_MODEL_UUID = "" } = process.env
    const log = openSync("server.log", "a", 0o600)
    const { command, args } = ownProgram(SERVE, this.#host, this.#name, pidFile())
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH, JUJU_MODEL_UUID },
    })
    child.unref()
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      if (await this.#answers()) return true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }

  /** @returns whether there was a process to kill */
  kill(): boolean {
    try {
      const pid = Number(readFileSync(pidFile(), "utf8"))
      // Process id 0 would be this hook and its whole process group.
      return pid > 1 && process.kill(pid, "SIGKILL")
    } catch {
      return false
    }
  }

  /** The process checks for its file every second. */
  remove(): void {
    rmSync(pidFile(), { force: true })
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(PORT, this.#host)
      const end = (answer: boolean) => {
        socket.destroy()
        resolve(answer)
      }
      socket.on("connect", () => end(true)).on("error", () => end(false))
    })
  }
}

const pidFile = (): string => join(process.cwd(), "server.pid")
