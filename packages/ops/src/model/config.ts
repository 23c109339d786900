import { configGet, type HookToolRunner } from "../hook-tools.ts"
import type { ConfigOption } from "../metadata.ts"
import { declaredIn } from "./errors.ts"
import type { Secret } from "./secret.ts"
import type { Secrets } from "./secrets.ts"

/** The value of an option as Juju passes it: for a secret option the secret's id. */
export type ConfigValue = string | number | boolean

/** The application's options as the operator set them, or their defaults. Read once per dispatch, on first use. */
export class Config {
  readonly #runner: HookToolRunner
  readonly #declared: Readonly<Record<string, ConfigOption>>
  readonly #secrets: Secrets
  /** One object for each option, because a secret keeps the content that it has read. */
  readonly #secretsByName = new Map<string, Secret>()
  #values: ReadonlyMap<string, ConfigValue> | undefined

  constructor(runner: HookToolRunner, declared: Readonly<Record<string, ConfigOption>>, secrets: Secrets) {
    this.#runner = runner
    this.#declared = declared
    this.#secrets = secrets
  }

  /**
   * Returns the value of an option; that of a secret option is a {@link Secret}, whose content is not read yet.
   * @returns undefined for an option without default that is not set
   * @throws ModelError for an option that the charm does not declare; SecretError if Juju passes a secret's id that cannot be one
   */
  get(name: string): ConfigValue | Secret | undefined {
    const value = this.#read().get(name)
    const { type } = declaredIn(this.#declared, "config option", name)
    if (type !== "secret") return value
    if (!value) return undefined
    const secret = this.#secretsByName.get(name) ?? this.#secrets.of(String(value))
    this.#secretsByName.set(name, secret)
    return secret
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
