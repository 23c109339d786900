import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { type Engine, findCommand, type JujuCommand } from "./command.ts"
import { JujuError } from "./errors.ts"
import { Printed } from "./read.ts"

/** Exit code and output of a program. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the `juju` command line, with a folder for files that are passed to it. */
export class Juju {
  readonly engine: Engine
  /** For files that a command reads. A `juju` from a snap can read neither `/tmp` nor hidden folders of the home directory. */
  readonly folder: string
  readonly #command: JujuCommand
  #env: Readonly<Record<string, string | undefined>>
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  /** @param env environment of the program; its `JUJU` selects the program */
  constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.#command = findCommand(env)
    this.engine = this.#command.engine
    this.folder = folder
    // The model that the surrounding shell has selected must not redirect a command that names another one.
    this.#env = { ...env, JUJU_MODEL: undefined, MINIJUJU_MODEL: undefined }
  }

  /** Sends all further commands to the controller that is current now, even if somebody switches to another one later. */
  async pinController(): Promise<void> {
    if (this.engine === "minijuju" || this.#env.JUJU_CONTROLLER) return
    const { exitCode, stdout } = await this.run(["whoami", "--format", "json"])
    // If there is no controller, the next command fails with Juju's own message.
    if (exitCode !== 0) return
    const controller = Printed.json(stdout, "juju whoami").at("controller").text()
    this.#env = { ...this.#env, JUJU_CONTROLLER: controller }
  }

  /**
   * Runs one command and waits until it ends.
   *
   * @returns its standard output
   * @throws JujuError when it fails
   */
  async cli(...args: readonly string[]): Promise<string> {
    const ended = await this.run(args)
    if (ended.exitCode !== 0) throw this.failed(args, ended)
    return ended.stdout
  }

  /** Like `cli`, but does not throw when the command fails. */
  async run(args: readonly string[]): Promise<Ended> {
    if (this.#closed) {
      const { program } = this.#command
      throw new JujuError({
        program,
        args,
        exitCode: null,
        stdout: "",
        stderr: "",
        reason: "was not run: this OpsTest has ended",
      })
    }
    const running = this.#run(args)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /**
   * Waits for running commands, runs the last commands, and rejects all later ones: a wait that nobody awaits any more would continue
   * polling.
   */
  async close(last: readonly (readonly string[])[]): Promise<PromiseSettledResult<string>[]> {
    this.#closed = true
    await Promise.allSettled(this.#running)
    return Promise.allSettled(
      last.map(async (args) => {
        const ended = await this.#run(args)
        if (ended.exitCode !== 0) throw this.failed(args, ended)
        return ended.stdout
      }),
    )
  }

  async #run(args: readonly string[]): Promise<Ended> {
    const { program, args: first } = this.#command
    try {
      const child = spawn(program, [...first, ...args], { env: this.#env, stdio: ["ignore", "pipe", "pipe"] })
      const closed = once(child, "close")
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed])
      return { exitCode: child.exitCode, stdout, stderr }
    } catch (cause) {
      const reason = `cannot be started (${cause instanceof Error ? cause.message : String(cause)}); JUJU names the program`
      throw new JujuError({ program, args, exitCode: null, stdout: "", stderr: "", reason })
    }
  }

  failed(args: readonly string[], ended: Ended): JujuError {
    return new JujuError({ program: this.engine, args, ...ended })
  }

  /** Calls with the path of a temporary file that has this content. */
  async withFile<T>(content: string, call: (path: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.folder, "file-"))
    try {
      const path = join(folder, "content.yaml")
      await writeFile(path, content, { mode: 0o600 })
      return await call(path)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}
