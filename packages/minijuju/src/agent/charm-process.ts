import { spawn } from "node:child_process"
import { LineSplitter } from "./line-splitter.ts"
import { killGroup } from "./process-tree.ts"

export interface CharmProcessOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeLimitMs: number
  /** Called for each line of output, stdout as DEBUG and stderr as WARNING, as Juju logs them. */
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void
  /** Maximum bytes of each stream that are buffered for an action's results. */
  readonly keepBytes: number
}

export interface CharmProcessEnd {
  readonly code: number | undefined
  readonly signal: string | undefined
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
}

/** How long output is still read after the process has exited (Juju: about 100 ms). */
const DRAIN_MS = 100

/** A running charm process. It leads its own session, so that its children can be killed with it. */
export class CharmProcess {
  readonly ended: Promise<CharmProcessEnd>
  #pid: number | undefined

  constructor(options: CharmProcessOptions) {
    this.ended = this.#run(options)
  }

  get pid(): number | undefined {
    return this.#pid
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.#pid !== undefined) killGroup(this.#pid, signal)
  }

  #run(options: CharmProcessOptions): Promise<CharmProcessEnd> {
    return new Promise((resolve, reject) => {
      const child = spawn(options.file, options.args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      })
      this.#pid = child.pid
      const stdout = new LineSplitter((line) => options.onLine("stdout", line), options.keepBytes)
      const stderr = new LineSplitter((line) => options.onLine("stderr", line), options.keepBytes)
      child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes))
      child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes))
      let timedOut = false
      const limit = setTimeout(() => {
        timedOut = true
        this.kill("SIGKILL")
      }, options.timeLimitMs)
      child.once("error", (error) => {
        clearTimeout(limit)
        reject(error)
      })
      child.once("exit", (code, signal) => {
        clearTimeout(limit)
        const finish = () => {
          clearTimeout(drain)
          child.stdout.destroy()
          child.stderr.destroy()
          stdout.end()
          stderr.end()
          this.#pid = undefined
          resolve({
            code: code ?? undefined,
            signal: signal ?? undefined,
            timedOut,
            stdout: stdout.buffered,
            stderr: stderr.buffered,
          })
        }
        // A background child may keep the pipes open forever: do not wait for its later output.
        const drain = setTimeout(finish, DRAIN_MS)
        child.once("close", finish)
      })
    })
  }
}
