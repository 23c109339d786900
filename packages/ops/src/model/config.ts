import { configGet, type HookToolRunner } from "../hook-tools.ts"
import type { ConfigOption } from "../metadata.ts"
import { ModelError } from "./errors.ts"

/** The value of an option; a secret option holds the secret's id. */
export type ConfigValue = string | number | boolean

/** The application's options as the operator set them, or their defaults. Read once per dispatch, on first use. */
export class Config {
  readonly #runner: HookToolRunner
  readonly #declared: Readonly<Record<string, ConfigOption>>
  #values: ReadonlyMap<string, ConfigValue> | undefined

  constructor(runner: HookToolRunner, declared: Readonly<Record<string, ConfigOption>>) {
    this.#runner = runner
    this.#declared = declared
  }

  /**
   * @returns undefined for an option without default that is not set
   * @throws ModelError for an option that the charm does not declare
   */
  get(name: string): ConfigValue | undefined {
    const value = this.#read().get(name)
    if (value === undefined && !Object.hasOwn(this.#declared, name)) {
      const known = Object.keys(this.#declared).join(", ") || "none"
      throw new ModelError(`the charm declares no config option "${name}" (declared: ${known})`)
    }
    return value
  }

  has(name: string): boolean {
    return this.#read().has(name)
  }

  keys(): readonly string[] {
    return [...this.#read().keys()]
  }

  entries(): readonly (readonly [string, ConfigValue])[] {
    return [...this.#read().entries()]
  }

  toObject(): Record<string, ConfigValue> {
    return Object.fromEntries(this.#read())
  }

  #read(): ReadonlyMap<string, ConfigValue> {
    this.#values ??= new Map(Object.entries(configGet(this.#runner)))
    return this.#values
  }
}
