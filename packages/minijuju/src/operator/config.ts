import type { ApplicationState, ConfigValue } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import { secretIdOf } from "../state/secret.ts"

/** Returns all options of the charm with the operator's value, the default, or null if there is neither. */
export function configValues(application: ApplicationState): Map<string, ConfigValue | null> {
  return new Map(
    Object.entries(application.charm.spec.config).map(([name, option]) => [
      name,
      application.config.get(name) ?? option.default ?? null,
    ]),
  )
}

/** Sets and resets options of an application: `juju config`. */
export function configure(
  state: ModelState,
  application: string,
  values: Readonly<Record<string, ConfigValue>>,
  reset: readonly string[] = [],
): void {
  const target = getApplication(state, application)
  applyConfig(state, target, checkConfig(target, values), reset)
}

/** Gives or takes access to the cloud's credentials: `juju trust`. Units run config-changed if it differs. */
export function trust(application: ApplicationState, trusted: boolean): void {
  if (application.trusted === trusted) return
  application.trusted = trusted
  application.configVersion += 1
}

/** Validates values against the charm's options. Text is parsed as the option's type, as on Juju's command line. */
export function checkConfig(
  application: ApplicationState,
  values: Readonly<Record<string, ConfigValue>>,
): Map<string, ConfigValue> {
  return new Map(Object.entries(values).map(([name, value]) => [name, checkOption(application, name, value)]))
}

/** Sets and resets options. Unchanged values cause no config-changed. */
function applyConfig(
  state: Pick<ModelState, "jujuVersion">,
  application: ApplicationState,
  values: ReadonlyMap<string, ConfigValue>,
  reset: readonly string[] = [],
): void {
  const rules = jujuRules(state)
  const current = () => JSON.stringify([...configValues(application)])
  const before = current()
  for (const [name, value] of values) application.config.set(name, value)
  const afterSet = current()
  for (const name of reset) application.config.delete(name)
  if (before !== (rules.resetRunsConfigChanged ? current() : afterSet))
    application.configVersion += rules.repeatsConfigChanged ? 2 : 1
}

function optionOf(application: ApplicationState, name: string) {
  const options = application.charm.spec.config
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option !== undefined) return option
  throw new MinijujuError("bad-argument", `unknown option "${name}"`)
}

function checkOption(application: ApplicationState, name: string, value: ConfigValue): ConfigValue {
  const { type } = optionOf(application, name)
  if (type === "secret" && !isSecret(value))
    throw new MinijujuError(
      "bad-argument",
      `invalid secret URI for option "${name}": secret URI ${JSON.stringify(value)} not valid`,
    )
  const parsed = parseOption(type, value)
  if (parsed !== undefined) return parsed
  throw new MinijujuError("bad-argument", `option "${name}" expected ${type}, got ${JSON.stringify(value)}`)
}

/** No secret, or one that need not exist (Juju: `validateSecretConfig`). */
function isSecret(value: ConfigValue): boolean {
  return value === "" || secretIdOf(String(value)) !== undefined
}

function parseOption(type: string, value: ConfigValue): ConfigValue | undefined {
  switch (type) {
    case "string":
    case "secret":
      return typeof value === "string" ? value : undefined
    case "boolean":
      if (typeof value === "boolean") return value
      return value === "true" || value === "True"
        ? true
        : value === "false" || value === "False"
          ? false
          : undefined
    default: {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
      if (typeof number !== "number" || !Number.isFinite(number)) return undefined
      return type === "int" && !Number.isInteger(number) ? undefined : number
    }
  }
}
