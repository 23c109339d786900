import type { Juju } from "./juju.ts"
import { parseStatus } from "./status.ts"
import { parseTask, type Task, TaskError } from "./task.ts"
import { parseUnitInfo, type UnitInfo } from "./unit-info.ts"

/** A unit of a model under test, or the leader of an application: `web/0`, `web/leader`. */
export class TestUnit {
  readonly name: string
  readonly #juju: Juju
  readonly #model: string

  /** @internal */
  constructor(juju: Juju, model: string, name: string) {
    this.#juju = juju
    this.#model = model
    this.name = name
  }

  /** What Juju knows of it, with the databags that it can read (`juju show-unit`). */
  async info(): Promise<UnitInfo> {
    const name = this.name.endsWith("/leader") ? await this.#leader() : this.name
    return parseUnitInfo(await this.#juju.cli("show-unit", "--model", this.#model, name, "--format", "json"))
  }

  /**
   * Runs an action and waits for its end.
   *
   * @param params any JSON values
   * @throws TaskError when it failed, by `action-fail` or an exit code; its `task` has the rest
   * @throws JujuError when it could not be run at all
   */
  async runAction(
    action: string,
    params: Readonly<Record<string, unknown>> = {},
    waitSeconds?: number,
  ): Promise<Task> {
    const wait = waitSeconds === undefined ? [] : ["--wait", `${waitSeconds}s`]
    // JSON is YAML, and the file takes every value; on the command line each would be read as YAML of its own.
    return this.#juju.withFile(JSON.stringify(params), (file) =>
      this.#task(`action ${action}`, [
        "run",
        "--model",
        this.#model,
        "--format",
        "json",
        this.name,
        action,
        ...wait,
        "--params",
        file,
      ]),
    )
  }

  /**
   * Runs a command where the unit's hooks run, with their tools (`juju exec`).
   *
   * @throws TaskError when it ended with another code than 0
   */
  async exec(command: string, ...args: readonly string[]): Promise<Task> {
    return this.#task(command, [
      "exec",
      "--model",
      this.#model,
      "--format",
      "json",
      "--unit",
      this.name,
      "--",
      command,
      ...args,
    ])
  }

  /** Goes on after a failed hook: runs it again, or counts it as done. */
  async resolve({ retry = true }: { readonly retry?: boolean } = {}): Promise<void> {
    await this.#juju.cli("resolve", "--model", this.#model, ...(retry ? [] : ["--no-retry"]), this.name)
  }

  async remove(): Promise<void> {
    await this.#juju.cli("remove-unit", "--model", this.#model, "--no-prompt", this.name)
  }

  // Of all commands that take a unit this one does not take the leader of an application.
  async #leader(): Promise<string> {
    const { applications } = parseStatus(
      await this.#juju.cli("status", "--model", this.#model, "--format", "json"),
    )
    const units = Object.values(applications[this.name.replace(/\/leader$/, "")]?.units ?? {})
    return units.find(({ leader }) => leader)?.name ?? this.name
  }

  // A task that failed is told by the exit code and by what is printed: the latter says more.
  async #task(what: string, args: readonly string[]): Promise<Task> {
    const ended = await this.#juju.run(args)
    if (ended.stdout.trim() === "") throw this.#juju.failed(args, ended)
    const task = parseTask(ended.stdout, args[0] ?? "")
    if (!task.success) throw new TaskError(what, task)
    return task
  }
}
