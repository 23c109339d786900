import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { parseYaml } from "@charmkit/ops/metadata"
import { usageError } from "../../hook-tools/tool-error.ts"
import { configActs } from "../../operator/model-config.ts"
import { MinijujuError } from "../../state/errors.ts"
import { configDefault, modelConfigView } from "../../state/model-config.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table, yamlText } from "../output.ts"

export const modelConfig: Command = {
  name: "model-config",
  usage: "[<key>] [<key>=<value> ...]",
  purpose: "Show or set a model's configuration",
  details: `automatically-retry-hooks, update-status-hook-interval, logging-config, mode, http-proxy, https-proxy, ftp-proxy,
no-proxy and juju-*-proxy have an effect on minijuju; other keys are stored, with a warning. Juju does not have these: isolate-machines=true
gives new machines their own files of the system, as deploy --isolate does; isolated-base=ubuntu@22.04 lets /etc/os-release and
/etc/lsb-release of new isolated machines name this base, for charms that demand it. Their programs and packages stay those of this system.`,
  examples: [
    "model-config",
    "model-config logging-config",
    'model-config logging-config="<root>=INFO;unit=DEBUG"',
    "model-config update-status-hook-interval=1m --reset http-proxy",
    "model-config --file ./model.yaml",
  ],
  formats: ["tabular", "json", "yaml"],
  flags: [
    { names: ["reset"], takes: "list", help: "Reset the provided comma delimited keys" },
    { names: ["file"], takes: "value", help: "Path to a YAML file with keys and values" },
    {
      names: ["ignore-read-only-fields"],
      takes: "bool",
      help: "Skip agent-version and charmhub-url of a file",
    },
  ],
  run(call) {
    const { args, flags } = call
    const { model, engine } = call.model()
    const reset = flags.list("reset").flatMap((text) => text.split(","))
    const badReset = reset.find((key) => key.includes("="))
    if (badReset !== undefined)
      throw usageError(
        `--reset accepts a comma delimited set of keys "a,b,c", received: ${JSON.stringify(badReset)}`,
      )
    const values = { ...fileValues(call), ...pairs(args.filter((arg) => arg.includes("="))) }
    const keys = args.filter((arg) => !arg.includes("="))
    if (Object.keys(values).length > 0 || reset.length > 0) {
      if (keys.length > 0) throw usageError("cannot set and retrieve values simultaneously")
      const both = reset.find((key) => Object.hasOwn(values, key))
      if (both !== undefined) throw usageError(`cannot set and reset key "${both}" simultaneously`)
      model.modelConfig(values, reset)
      warnOfConfig(call, Object.keys(values), reset)
      return 0
    }
    if (keys.length > 1) throw usageError("can only retrieve a single value, or all values")
    const view = modelConfigView(engine.state)
    const [key] = keys
    if (key === undefined) {
      const rows = [...view].map(([name, { Source, Value }]) => [name, Source, shownValue(name, Value)])
      show(call, view, () => table([["Attribute", "From", "Value"], ...rows]))
      return 0
    }
    const one = view.get(key)
    if (one === undefined)
      throw new MinijujuError(
        "not-found",
        `"${key}" is not a key of the currently targeted model: "admin/${engine.state.name}"`,
      )
    show(call, new Map([[key, one]]), () => `${smart(one.Value)}\n`)
    return 0
  },
}

/** Prints with Juju's names of fields, which differ in JSON and YAML. */
function show(call: CommandCall, view: ReturnType<typeof modelConfigView>, tabular: () => string): void {
  const isYaml = call.flags.text("format") === "yaml"
  const shown = [...view].map(
    ([key, { Value, Source }]) =>
      [key, isYaml ? { value: Value, source: Source } : { Value, Source }] as const,
  )
  print(call, Object.fromEntries(shown), "tabular", tabular)
}

/** Juju: `cmd/juju/model/config.go`, which hides what is long. */
function shownValue(key: string, value: string | number | boolean): string {
  if (key === "cloudinit-userdata" && value !== "") return `<value set, see juju model-config ${key}>`
  return yamlText(value).trimEnd()
}

function smart(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value)
}

/** The values of `--config` of add-model: `key=value`, or files. */
export function configOfNewModel({ flags, cwd }: CommandCall): Record<string, string> {
  const items = flags.list("config")
  const files = items.filter((item) => !item.includes("="))
  const fromFiles = files.map((file) => valuesOf(resolve(cwd, file), false))
  return Object.assign({}, ...fromFiles, pairs(items.filter((item) => item.includes("="))))
}

/** Warns of keys that are unknown or have no effect. */
export function warnOfConfig(
  { console }: CommandCall,
  set: readonly string[],
  reset: readonly string[] = [],
): void {
  for (const key of [...set, ...reset]) {
    if (configDefault(key) === undefined && !configActs(key))
      console.err(
        `WARNING key ${JSON.stringify(key)} is not defined in the current model configuration: possible misspelling\n`,
      )
  }
  for (const key of set) {
    if (configDefault(key) !== undefined && !configActs(key))
      console.err(`WARNING ${key} has no effect on minijuju\n`)
  }
}

function pairs(items: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => {
      const at = item.indexOf("=")
      return [item.slice(0, at), item.slice(at + 1)]
    }),
  )
}

function fileValues({ flags, cwd }: CommandCall): Record<string, string> {
  const file = flags.text("file")
  return file === undefined ? {} : valuesOf(resolve(cwd, file), flags.bool("ignore-read-only-fields"))
}

/** Reads `key: value`, or `key: { value: …, source: … }` as `--format yaml` writes it. */
function valuesOf(file: string, skipsReadOnly: boolean): Record<string, string> {
  const content = parseYaml(readFileSync(file, "utf8"), file)
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new MinijujuError("bad-argument", `"${file}" does not hold keys and values`)
  const values: Record<string, string> = {}
  for (const [key, item] of Object.entries(content)) {
    if (skipsReadOnly && ["agent-version", "charmhub-url"].includes(key)) continue
    const value: unknown = typeof item === "object" && item !== null && "value" in item ? item.value : item
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw new MinijujuError("bad-argument", `"${key}" in "${file}" is not a text, number or boolean`)
    values[key] = String(value)
  }
  return values
}
