import { resolve } from "node:path"
import { usageError } from "../../hook-tools/tool-error.ts"
import { charmName } from "../../operator/charm-url.ts"
import type { ApplicationState, ConfigValue } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { getApplication, type ModelState } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { print } from "../output.ts"
import { visible } from "../visible.ts"
import { configFile, configOf } from "./deploy.ts"

export const config: Command = {
  name: "config",
  usage: "<application> [--reset <key>[,<key>]] [<key>][=<value>] [...]",
  purpose: "Get, set, or reset an application's options",
  details:
    "A value that begins with @ is read from that file. Units run config-changed only if a value differs.",
  examples: [
    "config my-app",
    "config my-app port",
    "config my-app port=8080",
    "config my-app --reset port",
    "config my-app --file options.yaml",
  ],
  formats: ["yaml", "json"],
  flags: [
    { names: ["reset"], takes: "list", help: "Reset the provided comma delimited keys" },
    { names: ["file"], takes: "value", help: "Path to a YAML file with a map under the application's name" },
  ],
  run(call) {
    const { args, flags, cwd, console } = call
    const [name, ...items] = args
    if (name === undefined) throw usageError("no application name specified")
    const persistent = call.model()
    const application = getApplication(persistent.engine.state, name)
    const file = flags.text("file")
    const allReset = flags.list("reset").flatMap((text) => text.split(","))
    const reset = allReset.filter((key) => key !== TRUST)
    const pairs = items.filter((item) => item.includes("="))
    const keys = items.filter((item) => !item.includes("="))
    if (pairs.length > 0 || allReset.length > 0 || file !== undefined) {
      if (keys.length > 0) throw usageError("cannot set and retrieve values simultaneously")
      const fromFile = file === undefined ? {} : configFile(resolve(cwd, file), name)
      const { [TRUST]: trust, ...values } = { ...fromFile, ...configOf(pairs, name, cwd) }
      const trusted = trust === undefined ? undefined : trustOf(trust)
      const unknown = Object.keys(values).find((key) => !Object.hasOwn(application.charm.spec.config, key))
      if (unknown !== undefined) {
        const { words } = jujuRules(persistent.engine.state)
        throw new MinijujuError("bad-argument", words.unknownOption(`unknown option "${unknown}"`))
      }
      persistent.model.config(name, values, reset)
      if (trusted !== undefined || allReset.includes(TRUST)) persistent.model.trust(name, trusted ?? false)
      return 0
    }
    if (keys.length > 1) throw usageError("can only retrieve a single value, or all values")
    const [key] = keys
    if (key === undefined) print(call, configView(application, persistent.engine.state), "yaml")
    else if (flags.text("format") === undefined) {
      const text = `${optionValue(application, key)}\n`
      console.out(console.isTerminal ? visible(text) : text)
    } else print(call, optionValue(application, key), "yaml")
    return 0
  },
}

/** The only option of applications that is not the charm's. */
const TRUST = "trust"

function trustOf(value: ConfigValue): boolean {
  const text = String(value).toLowerCase()
  if (["true", "false"].includes(text)) return text === "true"
  throw new MinijujuError(
    "bad-argument",
    `converting field trust: expected bool, got string(${JSON.stringify(value)})`,
  )
}

export const trust: Command = {
  name: "trust",
  usage: "<application name>",
  purpose: "Set the trust status of a deployed application to true",
  details: "Units run config-changed. There is no cloud, so credential-get fails as before.",
  examples: ["trust my-app", "trust my-app --remove"],
  maxArgs: 1,
  flags: [
    { names: ["remove"], takes: "bool", help: "Remove trusted access from a trusted application" },
    { names: ["scope"], takes: "value", help: "For Kubernetes models only" },
  ],
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("no application name specified")
    call.model().model.trust(name, !call.flags.bool("remove"))
    return 0
  },
}

function optionValue(application: ApplicationState, key: string) {
  const settings = settingsOf(application)
  const setting = Object.hasOwn(settings, key) ? settings[key] : undefined
  if (setting !== undefined) return setting.value ?? ""
  if (key === TRUST) return application.trusted
  throw new MinijujuError(
    "not-found",
    `key "${key}" not found in "${application.name}" application config or charm settings.`,
  )
}

function settingsOf(application: ApplicationState) {
  const options = Object.entries(application.charm.spec.config).sort(([a], [b]) => (a < b ? -1 : 1))
  const settings = options.map(([key, option]) => {
    const set = application.config.get(key)
    // A value that equals the default counts as the default.
    const own = set === option.default ? undefined : set
    const value = own ?? option.default
    const source = own !== undefined ? "user" : option.default !== undefined ? "default" : "unset"
    const setting = {
      ...(option.default === undefined ? {} : { default: option.default }),
      description: option.description ?? "",
      source,
      type: option.type,
      ...(value === undefined ? {} : { value }),
    }
    return [key, setting] as const
  })
  return Object.fromEntries(settings)
}

/** `juju config APP --format json`. */
function configView(application: ApplicationState, state: ModelState) {
  const { configNamesFoundCharm } = jujuRules(state)
  return {
    application: application.name,
    "application-config": {
      trust: {
        default: false,
        description: "Does this application have access to trusted credentials",
        source: application.trusted ? "user" : "default",
        type: "bool",
        value: application.trusted,
      },
    },
    charm: configNamesFoundCharm ? charmName(application) : application.charm.spec.metadata.name,
    settings: settingsOf(application),
  }
}
