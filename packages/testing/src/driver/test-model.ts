import { setTimeout as sleep } from "node:timers/promises"
import { JujuOutputError, WaitError } from "./errors.ts"
import { type IdleGoal, missingFrom } from "./idle.ts"
import type { Juju } from "./juju.ts"
import { moveLeader } from "./leader.ts"
import { type ModelStatus, parseStatus } from "./status.ts"
import { type OptionValue, TestApplication } from "./test-application.ts"
import { TestUnit } from "./test-unit.ts"

/** Options of `deploy`. */
export interface DeployOptions {
  /** Default: the charm's name. */
  readonly applicationName?: string
  /** Default: Juju's, which is 1; a bundle says it itself. */
  readonly numUnits?: number
  readonly config?: Readonly<Record<string, OptionValue>>
  /** Further options of `juju deploy`, unchanged: `["--constraints", "mem=2G"]` */
  readonly args?: readonly string[]
}

/** Conditions and time limit of a wait. */
export interface WaitOptions extends IdleGoal {
  /** Default 600. The tests of a Vitest file have a longer limit, so that this error, which gives the reason, comes first. */
  readonly timeoutSeconds?: number
  /** How long a model must stay unchanged to count as idle. Default 15 on a controller, as with `python-libjuju`; 0 on minijuju. */
  readonly idleSeconds?: number
}

/** A model of a test. All operations use the `juju` command line. */
export class TestModel {
  /** As commands take it with `--model`. */
  readonly name: string
  readonly #juju: Juju
  /** Milliseconds between two polls of the status. */
  readonly #pause: number

  /** @internal */
  constructor(juju: Juju, name: string, pollSeconds = juju.engine === "minijuju" ? 0.1 : 1) {
    this.#juju = juju
    this.name = name
    this.#pause = pollSeconds * 1000
  }

  /**
   * Deploys a charm from a path returned by `buildCharm`, or by name: on a controller from Charmhub, on minijuju from the archives that
   * `minijuju charms` lists, among them `ubuntu`.
   *
   * @throws JujuError with Juju's reason
   */
  async deploy(charm: string, options: DeployOptions = {}): Promise<TestApplication> {
    const { applicationName, numUnits, config = {}, args = [] } = options
    const settings = Object.entries(config).flatMap(([option, value]) => ["--config", `${option}=${value}`])
    const name = applicationName === undefined ? [] : [applicationName]
    const line = [
      "deploy",
      "--model",
      this.name,
      charm,
      ...name,
      ...(numUnits === undefined ? [] : ["--num-units", String(numUnits)]),
      ...settings,
      ...args,
    ]
    const ended = await this.#juju.run(line)
    if (ended.exitCode !== 0) throw this.#juju.failed(line, ended)
    return this.application(applicationName ?? deployedAs(ended.stderr))
  }

  /**
   * Deploys a bundle: a YAML file, or a folder with a bundle.yaml. Deployed again, it makes only the changes that are missing.
   *
   * @param overlays files that change the bundle, in their order
   * @param trust consents to applications that the bundle trusts with the cloud's credentials
   * @returns what Juju did, one line for each change: `"add unit web/0 to new machine 0"`
   * @throws JujuError with Juju's reason
   * @example
   * await model.deployBundle("./bundle.yaml", { overlays: ["./local-charms.yaml"] })
   */
  async deployBundle(
    file: string,
    {
      overlays = [],
      trust = false,
    }: { readonly overlays?: readonly string[]; readonly trust?: boolean } = {},
  ): Promise<string[]> {
    const options = [...overlays.flatMap((overlay) => ["--overlay", overlay]), ...(trust ? ["--trust"] : [])]
    const done = await this.#run("deploy", file, ...options)
    return [...done.matchAll(/^- (.*)$/gm)].map(([, change = ""]) => change)
  }

  /** Relates two applications, each with or without an endpoint: `"web"`, `"lb-provider:lb-consumers"`. */
  async integrate(one: string, other: string): Promise<void> {
    await this.#run("integrate", one, other)
  }

  /** Same as `integrate`, under its name in pytest-operator. */
  async addRelation(one: string, other: string): Promise<void> {
    await this.integrate(one, other)
  }

  async removeRelation(one: string, other: string): Promise<void> {
    await this.#run("remove-relation", one, other)
  }

  /** Returns a handle without calling Juju; the application need not exist yet. */
  application(name: string): TestApplication {
    return new TestApplication(this.#juju, this.name, name)
  }

  /** Returns a handle for `web/0` or `web/leader`, without calling Juju. */
  unit(name: string): TestUnit {
    return new TestUnit(this.#juju, this.name, name)
  }

  /** Starts the removal of units; their last hooks run after that. */
  async removeUnit(...units: readonly string[]): Promise<void> {
    await this.#run("remove-unit", "--no-prompt", ...units)
  }

  async status(): Promise<ModelStatus> {
    return parseStatus(await this.#run("status", "--format", "json"))
  }

  /**
   * Makes another unit of an application its leader and waits for it. Minijuju does it at once. A controller has no command for it:
   * `juju exec` on the leader has systemd stop the agent of its machine for 90 seconds, so that the leader loses its lease, and start it
   * again. Meanwhile no unit on that machine runs hooks; in the status they are `lost`. It takes one to two minutes and needs machines
   * with systemd; the agent may still be stopped when this resolves.
   *
   * @param to the new leader; must be undefined on a controller, because Juju chooses it
   * @returns the new leader
   */
  moveLeader(application: string, to?: string): Promise<string> {
    return moveLeader({ juju: this.#juju, model: this, application, to })
  }

  /**
   * Waits until every unit is idle and, if `status` is given, has that status.
   *
   * @throws WaitError when it takes too long, or when a unit is in error (`raiseOnError`); the message has the missing conditions, the
   * status and the log
   */
  async waitForIdle(options: WaitOptions = {}): Promise<ModelStatus> {
    const idleMs = (options.idleSeconds ?? (this.#juju.engine === "minijuju" ? 0 : 15)) * 1000
    let idleSince: number | undefined
    let last = ""
    return this.#poll("is idle", options.timeoutSeconds, (status) => {
      const { missing, failed } = missingFrom(status, options)
      if (failed !== undefined) return { wait: failed, failed: true }
      const now = JSON.stringify(status)
      if (missing.length > 0 || now !== last) idleSince = undefined
      last = now
      if (missing.length > 0) return { wait: missing.join("\n") }
      idleSince ??= performance.now()
      // One status does not show hooks that are about to start: only an unchanged second one does.
      return performance.now() - idleSince >= Math.max(idleMs, 1)
        ? undefined
        : { wait: "not idle for long enough" }
    })
  }

  /**
   * Waits until a predicate holds for the status: `blockUntil((status) => status.applications.web === undefined)`
   *
   * @throws WaitError when it takes too long
   */
  blockUntil(
    predicate: (status: ModelStatus) => boolean,
    options: { readonly timeoutSeconds?: number } = {},
  ): Promise<ModelStatus> {
    return this.#poll("meets the condition", options.timeoutSeconds, (status) =>
      predicate(status) ? undefined : { wait: "the condition is not met" },
    )
  }

  /** The last lines of the model's log, including the charms' own lines. */
  debugLog(lines = 100): Promise<string> {
    // Controllers refuse --lines together with --no-tail. Juju 4 logs each status that it stores: ten lines for one of a unit's own.
    return this.#run("debug-log", "--limit", String(lines), "--exclude-module", "juju.services.status")
  }

  /** The status table and the log, to be printed when a test has failed. Never throws. */
  async report(lines = 50): Promise<string> {
    const parts = [this.#run("status", "--relations"), this.debugLog(lines)]
    const settled = await Promise.allSettled(parts)
    return settled.map((part) => (part.status === "fulfilled" ? part.value : String(part.reason))).join("\n")
  }

  async #poll(
    what: string,
    timeoutSeconds = 600,
    check: (status: ModelStatus) => { readonly wait: string; readonly failed?: true } | undefined,
  ): Promise<ModelStatus> {
    const end = performance.now() + timeoutSeconds * 1000
    for (;;) {
      const status = await this.#statusWithRetry(end)
      const verdict = check(status)
      if (verdict === undefined) return status
      const late = performance.now() > end
      if (late || verdict.failed === true) {
        const reason = late ? `not in ${timeoutSeconds} s` : "this cannot succeed any more"
        throw new WaitError(
          verdict.failed === true ? "failed" : "timeout",
          `waited until the model ${this.name} ${what}: ${reason}\n${verdict.wait}\n\n${await this.report()}`,
        )
      }
      await sleep(this.#pause)
    }
  }

  /** A controller occasionally cannot answer. Only several failures in a row are an error. */
  async #statusWithRetry(end: number): Promise<ModelStatus> {
    const maxFailures = this.#juju.engine === "minijuju" ? 0 : 4
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.status()
      } catch (error) {
        if (failures === maxFailures || performance.now() > end) throw error
        await sleep(this.#pause)
      }
    }
  }

  #run(command: string, ...args: readonly string[]): Promise<string> {
    return this.#juju.cli(command, "--model", this.name, ...args)
  }
}

/** Juju prints the name that an application has got on standard error. */
function deployedAs(stderr: string): string {
  const [, name] = /^Deploy(?:ing|ed) "([^"]+)"/m.exec(stderr) ?? []
  if (name === undefined)
    throw new JujuOutputError(`juju deploy does not say which application it made: ${JSON.stringify(stderr)}`)
  return name
}
