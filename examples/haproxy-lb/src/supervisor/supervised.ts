import { spawn } from "node:child_process"
import { closeSync, openSync, readFileSync, statSync } from "node:fs"
import { pause } from "../engines/control.ts"
import { EngineError } from "../engines/engine.ts"
import { ENDED, supervisorFiles } from "./files.ts"
import { type Process, processesWith, terminate } from "./processes.ts"

const TRIES = 300
const ATTEMPTS = 3

/** A program and its arguments. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** The argument that makes the charm's program a supervisor instead of a hook, followed by folder, command and arguments. */
export const SUPERVISE = "supervise"

/** A hook's control over a process that continues after the hook, and over the process's supervisor. */
export class Supervised {
  readonly #dir: string
  readonly #supervisor: Program
  readonly #program: Program
  readonly #mark: string
  #logStart = 0
  #supervisorEnded = false

  /**
   * @param supervisor starts the charm's program with `SUPERVISE`
   * @param mark an argument of the program that no other process has
   */
  constructor(dir: string, supervisor: Program, program: Program, mark: string) {
    this.#dir = dir
    this.#supervisor = supervisor
    this.#program = program
    this.#mark = mark
  }

  /** Starts a supervisor, which starts the process if it does not run. */
  start(): void {
    const { log } = supervisorFiles(this.#dir)
    const output = openSync(log, "a", 0o600)
    this.#logStart = statSync(log).size
    const { PATH = "", JUJU_MODEL_UUID = "" } = process.env
    const { command, args } = this.#supervisor
    const child = spawn(command, [...args, this.#dir, this.#program.command, ...this.#program.args], {
      detached: true,
      stdio: ["ignore", output, output],
      // Without the variables that belong to this hook only.
      env: { PATH, JUJU_MODEL_UUID },
    })
    this.#supervisorEnded = false
    const ended = () => {
      this.#supervisorEnded = true
    }
    child.once("error", ended).once("exit", ended)
    child.unref()
    closeSync(output)
  }

  /** Starts a supervisor if the previous one has died. */
  async ensureSupervisor(): Promise<void> {
    if (!(await this.#found()).some(isSupervisor)) this.start()
  }

  /** The log since the start, if the process or its supervisor has ended; undefined otherwise. */
  get failure(): string | undefined {
    const said = readFileSync(supervisorFiles(this.#dir).log).subarray(this.#logStart).toString()
    return this.#supervisorEnded || said.includes(ENDED) ? said : undefined
  }

  /** Whether the process exists, responding or not. */
  async exists(): Promise<boolean> {
    return (await this.#found()).some((one) => !isSupervisor(one))
  }

  /**
   * Ends the process and its supervisor and waits for both.
   * @throws EngineError if they do not end
   */
  async end(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const all = await this.#found()
      if (all.length === 0) return
      // The supervisor first, or it would restart the process. Signals are repeated, because a process that is just being replaced can lose
      // one.
      const supervisors = all.filter(isSupervisor)
      for (const { id } of supervisors.length > 0 ? supervisors : all) terminate(id)
      await pause(50)
    }
    throw new EngineError("the balancer does not end")
  }

  /** Finds both processes by the mark. Tries several times, because a process that is just starting a program has no command line. */
  async #found(): Promise<readonly Process[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(20)
      const found = processesWith(this.#mark)
      if (found.length > 0) return found
    }
    return []
  }
}

const isSupervisor = ({ args }: Process): boolean => args.includes(SUPERVISE)
