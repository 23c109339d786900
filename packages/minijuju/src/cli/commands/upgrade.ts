import { resolve } from "node:path"
import { readDeclaration } from "../../charm/archive.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { unitName } from "../units.ts"
import { configOf, warnIgnored } from "./deploy.ts"
import { RESOURCE_FLAG, resourceFiles } from "./resources.ts"

const IGNORED_BOOL = ["force", "force-base", "force-series", "trust"] as const
const IGNORED_VALUE = ["base", "channel", "revision", "bind"] as const

export const refresh: Command = {
  name: "refresh",
  aliases: ["upgrade-charm"],
  usage: "<application>",
  purpose: "Upgrade an application to another revision of its charm",
  details:
    "Units run upgrade-charm and config-changed. Options that the new charm does not have are dropped.",
  examples: ["refresh my-app --path ./my-app.charm"],
  maxArgs: 1,
  flags: [
    {
      names: ["path", "switch"],
      takes: "value",
      help: "The packed charm to refresh to; --switch allows another charm",
    },
    { names: ["config"], takes: "list", help: "Set an option (key=value) or read options from a YAML file" },
    {
      names: ["force-units"],
      takes: "bool",
      help: "Replace the charm of units in error, too, before their failed hook is retried",
    },
    RESOURCE_FLAG,
    { names: ["storage"], takes: "list", help: "Accepted without effect" },
    ...IGNORED_BOOL.map((name) => ({
      names: [name] as const,
      takes: "bool" as const,
      help: "Accepted without effect",
    })),
    ...IGNORED_VALUE.map((name) => ({
      names: [name] as const,
      takes: "value" as const,
      help: "Accepted without effect",
    })),
  ],
  async run(call) {
    const { args, flags, cwd, console, model } = call
    const [name] = args
    if (name === undefined) throw usageError("no application specified")
    warnIgnored(call, ["storage"])
    const path = flags.text("path") ?? flags.text("switch")
    const persistent = model()
    const application = getApplication(persistent.engine.state, name)
    if (path === undefined)
      throw new MinijujuError("not-emulated", `minijuju has no charm store: name the new charm with --path`)
    const file = resolve(cwd, path)
    const { spec } = await readDeclaration(file)
    const current = application.charm.spec.metadata.name
    if (flags.text("switch") === undefined && spec.metadata.name !== current)
      throw new MinijujuError("bad-charm", `cannot refresh "${current}" to "${spec.metadata.name}"`)
    const values = configOf(flags.list("config"), name, cwd)
    const resources = resourceFiles(flags.list("resource"), cwd)
    await persistent.model.refresh(name, file, { resources, forceUnits: flags.bool("force-units") })
    if (Object.keys(values).length > 0) persistent.model.config(name, values)
    console.err(
      `Added local charm "${spec.metadata.name}", revision ${application.charmRevision}, to the model\n`,
    )
    return 0
  },
}

export const resolveUnit: Command = {
  name: "resolve",
  aliases: ["resolved"],
  usage: "[<unit> ...]",
  purpose: "Continue after a failed hook",
  details: "The hook is retried at once; with --no-retry it is marked as done.",
  examples: ["resolve mysql/0", "resolve --no-retry mysql/0", "resolve --all"],
  flags: [
    { names: ["no-retry"], takes: "bool", help: "Do not re-execute failed hooks on the unit" },
    { names: ["all"], takes: "bool", help: "Marks all units in error as resolved" },
  ],
  run({ args, flags, model }) {
    if (args.length === 0 && !flags.bool("all")) throw usageError("no unit specified")
    if (args.length > 0 && flags.bool("all")) throw usageError("specifying unit names(s) with --all")
    const persistent = model()
    const failed = persistent.engine.agents
      .filter(({ unit }) => unit.pending?.state === "error")
      .map(({ unit }) => unit.name)
    const names = flags.bool("all") ? failed : args.map((text) => unitName(persistent.engine.state, text))
    for (const name of names) persistent.model.resolve(name, { retry: !flags.bool("no-retry") })
    return 0
  },
}
