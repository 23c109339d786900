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

  /** The unit's data with the databags that it can read (`juju show-unit`). */
  async info(): Promise<UnitInfo> {
    const name = this.name.endsWith("/leader") ? await this.#leader() : this.name
    return parseUnitInfo(await this.#juju.cli("show-unit", "--model", this.#model, name, "--format", "json"))
  }

  /**
   * Runs an action and waits until it ends.
   *
   * @param params any JSON values
   * @throws TaskError when the action failed, by `action-fail` or an exit code; its `task` has the results so far
   * @throws JujuError when the action could not be run at all
   */
  async runAction(
    action: string,
    params: Readonly<Record<string, unknown>> = {},
    waitSeconds?: number,
  ): Promise<Task> {
    const wait = waitSeconds === undefined ? [] : ["--wait", `${waitSeconds}s`]
    // A file can contain any value (JSON is valid YAML). On the command line each value would be parsed as YAML separately.
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
   * Runs a command in a hook context of the unit, with its hook tools (`juju exec`).
   *
   * @throws TaskError when its exit code is not 0
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

  /** Continues after a failed hook: runs it again, or skips it. */
  async resolve({ retry = true }: { readonly retry?: boolean } = {}): Promise<void> {
    await this.#juju.cli("resolve", "--model", this.#model, ...(retry ? [] : ["--no-retry"]), this.name)
  }

  async remove(): Promise<void> {
    await this.#juju.cli("remove-unit", "--model", this.#model, "--no-prompt", this.name)
  }

  // `juju resolved` is the only unit command that does not accept `app/leader`.
  async #leader(): Promise<string> {
    const { applications } = parseStatus(
      await this.#juju.cli("status", "--model", this.#model, "--format", "json"),
    )
    const units = Object.values(applications[this.name.replace(/\/leader$/, "")]?.units ?? {})
    return units.find(({ leader }) => leader)?.name ?? this.name
  }

  // A failed task sets the exit code and still prints its result. The printed result has more detail, so it is parsed in both cases.
  async #task(what: string, args: readonly string[]): Promise<Task> {
    const ended = await this.#juju.run(args)
    // Juju prints an empty object when it fails before there is a task; its reason is on standard error.
    if (["", "{}"].includes(ended.stdout.trim())) throw this.#juju.failed(args, ended)
    const task = parseTask(ended.stdout, args[0] ?? "")
    if (!task.success) throw new TaskError(what, task)
    return task
  }
}
