import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { parseYaml } from "@charmkit/ops/metadata"
import type { FlagSpecs } from "../../hook-tools/flags.ts"
import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import type { ModelState } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { runOperation } from "../operations.ts"
import { isUnitName, unitName } from "../units.ts"

export const WAIT_FLAGS: FlagSpecs = [
  { names: ["wait"], takes: "value", help: "Maximum wait time for a task to complete, for example 30s" },
  { names: ["background"], takes: "bool", help: "Run the task in the background" },
  { names: ["utc", "color", "no-color"], takes: "bool", help: "Accepted; times are in UTC" },
]

export const run: Command = {
  name: "run",
  usage: "<unit> [<unit> ...] <action name> [<key>=<value> [...]]",
  purpose: "Run an action on units",
  details: `Values are read as YAML; a key with dots sets a nested parameter. An action runs between two hooks of its
unit. The command fails if the charm's process failed, but not if the charm called action-fail.`,
  examples: [
    "run mysql/0 backup",
    "run mysql/leader backup out=/tmp/b.sql compress.level=9",
    "run app/0 show --format json",
  ],
  formats: ["plain", "json", "yaml"],
  flags: [
    { names: ["params"], takes: "value", help: "Path to a YAML file with parameters" },
    { names: ["string-args"], takes: "bool", help: "Take values as text, not as YAML" },
    ...WAIT_FLAGS,
  ],
  run(call) {
    const { args, flags, cwd } = call
    const units = args.slice(0, firstOther(args))
    const [action, ...pairs] = args.slice(units.length)
    if (units.length === 0) throw usageError(args.length === 0 ? "no unit specified" : badName(args[0] ?? ""))
    if (action === undefined) throw usageError("no action specified")
    if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(action)) throw usageError(badName(action))
    const file = flags.text("params")
    const params: Record<string, unknown> = {}
    if (file !== undefined) Object.assign(params, paramsFile(resolve(cwd, file)))
    for (const pair of pairs) setParam(params, pair, flags.bool("string-args"))
    const persistent = call.model()
    const names = units.map((unit) => unitName(persistent.engine.state, unit))
    refuseUnknown(persistent.engine.state, names, action)
    return runOperation(call, persistent, names, { action, params }, 60_000)
  },
}

/** Juju 4 refuses the command; before, the operation fails to schedule a task. */
function refuseUnknown(state: ModelState, units: readonly string[], action: string): void {
  const { validatesActionsOnUnit, words } = jujuRules(state)
  if (!validatesActionsOnUnit) return
  for (const unit of units) {
    const [name = ""] = unit.split("/")
    const actions = state.applications.get(name)?.charm.spec.actions
    if (actions === undefined) throw new MinijujuError("not-found", words.unknownActionApplication(name))
    if (!Object.hasOwn(actions, action))
      throw new MinijujuError("not-found", `action "${action}" not defined for unit "${unit}". (not found)`)
  }
}

function firstOther(args: readonly string[]): number {
  const at = args.findIndex((arg) => !isUnitName(arg))
  return at < 0 ? args.length : at
}

function badName(text: string): string {
  return `invalid unit or action name ${JSON.stringify(text)}`
}

function paramsFile(file: string): Record<string, unknown> {
  const content = parseYaml(readFileSync(file, "utf8"), file)
  if (content === null || content === undefined) return {}
  if (typeof content === "object" && !Array.isArray(content)) return { ...content }
  throw runError("params must be a map of parameters")
}

function setParam(params: Record<string, unknown>, pair: string, asText: boolean): void {
  const at = pair.indexOf("=")
  const keys = pair.slice(0, Math.max(0, at)).split(".")
  if (at <= 0 || keys.some((key) => !/^[a-z0-9](?:[a-z0-9-_]*[a-z0-9])?$/i.test(key)))
    throw usageError(`argument ${JSON.stringify(pair)} must be of the form key.key.key...=value`)
  const last = keys.pop() ?? ""
  let target = params
  for (const key of keys) {
    const inner: Record<string, unknown> = { ...asRecord(target[key]) }
    target[key] = inner
    target = inner
  }
  const text = pair.slice(at + 1)
  target[last] = asText ? text : parseYaml(text, `the value of ${last}`)
}

function asRecord(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {}
}
