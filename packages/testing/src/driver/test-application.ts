import type { Juju } from "./juju.ts"
import { Printed } from "./read.ts"

/** The value of a charm's option. */
export type OptionValue = string | number | boolean

/** An application of a model under test. */
export class TestApplication {
  readonly name: string
  readonly #juju: Juju
  readonly #model: string

  /** @internal */
  constructor(juju: Juju, model: string, name: string) {
    this.#juju = juju
    this.#model = model
    this.name = name
  }

  /** All options that have a value, including defaults. */
  async config(): Promise<Readonly<Record<string, OptionValue>>> {
    const printed = Printed.json(await this.#run("config", this.name, "--format", "json"), "juju config")
    const values: Record<string, OptionValue> = {}
    for (const [option, setting] of printed.at("settings").entries()) {
      const { value } = setting.at("value")
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        values[option] = value
    }
    return values
  }

  /** Changes options; options that are not given keep their values. */
  async setConfig(values: Readonly<Record<string, OptionValue>>): Promise<void> {
    const pairs = Object.entries(values).map(([option, value]) => `${option}=${value}`)
    // On the command line a value "@…" would name a file. Only a file can contain it (JSON is valid YAML), which Juju 4 does not read.
    if (!Object.values(values).some((value) => String(value).startsWith("@")))
      await this.#run("config", this.name, ...pairs)
    else
      await this.#juju.withFile(JSON.stringify({ [this.name]: values }), (file) =>
        this.#run("config", this.name, "--file", file),
      )
  }

  /** Resets options to their defaults. */
  async resetConfig(...options: readonly string[]): Promise<void> {
    await this.#run("config", this.name, "--reset", options.join(","))
  }

  async addUnits(count = 1): Promise<void> {
    await this.#run("add-unit", this.name, "--num-units", String(count))
  }

  /** Upgrades the application to another revision of its charm: a path returned by `buildCharm`. */
  async refresh(charm: string): Promise<void> {
    await this.#run("refresh", this.name, "--path", charm)
  }

  /** Starts the removal. The units run their last hooks; wait for them with `model.blockUntil`. */
  async remove(): Promise<void> {
    await this.#run("remove-application", "--no-prompt", this.name)
  }

  #run(command: string, ...args: readonly string[]): Promise<string> {
    return this.#juju.cli(command, "--model", this.#model, ...args)
  }
}
