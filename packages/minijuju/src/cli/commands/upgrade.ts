import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { readDeclaration } from "../../charm/archive.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { bindingChanges, boundNames } from "../../operator/exposure.ts"
import {
  isDeployed,
  nextRevision,
  refuseBrokenRelations,
  refuseNewEndpoints,
} from "../../operator/refresh.ts"
import type { ApplicationState } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { getApplication, takeCharmRevision } from "../../state/model-state.ts"
import { type ChosenCharm, charmNamed, chosenCharm, RELEASE_FLAGS, wantedRelease } from "../charm-argument.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { unitName } from "../units.ts"
import { configOf } from "./deploy.ts"
import { RESOURCE_FLAG, resourceFiles } from "./resources.ts"

export const refresh: Command = {
  name: "refresh",
  aliases: ["upgrade-charm"],
  usage: "<application>",
  purpose: "Upgrade an application to another revision of its charm",
  details: `Units run upgrade-charm and config-changed. Options that the new charm does not have are dropped. Without --path,
the charm is looked up by its name, in the channel that the application follows, as "deploy" does.`,
  examples: ["refresh my-app --path ./my-app.charm", "refresh db", "refresh db --channel 14/edge"],
  maxArgs: 1,
  flags: [
    { names: ["path"], takes: "value", help: "The packed charm to refresh to" },
    { names: ["switch"], takes: "value", help: "Another charm to refresh to, by path or name" },
    ...RELEASE_FLAGS,
    { names: ["config"], takes: "list", help: "Set an option (key=value) or read options from a YAML file" },
    {
      names: ["force-units"],
      takes: "bool",
      help: "Replace the charm of units in error, too, before their failed hook is retried",
    },
    RESOURCE_FLAG,
    {
      names: ["trust"],
      takes: "bool",
      help: "Allow the application to run with access to the cloud's credentials",
    },
    ...ignoredFlags("list", "storage"),
    ...ignoredFlags("bool", "force", "force-base", "force-series"),
    ...ignoredFlags("value", "base", "bind"),
  ],
  async run(call) {
    const { args, flags, cwd, console, model } = call
    const [name] = args
    if (name === undefined) throw usageError("no application specified")
    const persistent = model()
    const application = getApplication(persistent.engine.state, name)
    const { path, release } = await refreshTo(call, application)
    const { spec } = await readDeclaration(path)
    const { state } = persistent.engine
    const before = application.charm.spec
    const current = before.metadata.name
    if (flags.text("switch") === undefined && spec.metadata.name !== current)
      throw new MinijujuError("bad-charm", `cannot refresh "${current}" to "${spec.metadata.name}"`)
    if (release !== undefined && isDeployed(path, application)) {
      const revision = flags.text("revision") === undefined ? "" : `, revision ${release.revision}`
      // Juju only says so: the command succeeds.
      console.err(`charm "${release.name}"${revision}: already up-to-date\n`)
      application.follows = release
      return 0
    }
    const values = configOf(flags.list("config"), name, cwd)
    const resources = resourceFiles(flags.list("resource"), cwd)
    const revision = nextRevision(state, application, spec, release)
    const kind = release === undefined ? "local" : "charm-hub"
    const channel = release === undefined ? "" : ` in channel ${release.channel}`
    console.err(
      `Added ${kind} charm "${release?.name ?? spec.metadata.name}", revision ${revision}${channel}, to the model\n`,
    )
    try {
      refuseBrokenRelations(state, application, spec)
      refuseNewEndpoints(state, application, spec)
      const forceUnits = flags.bool("force-units") && jujuRules(state).forcesUnits
      await persistent.model.refresh(name, path, { resources, forceUnits, release })
    } catch (error) {
      // Juju uploads the charm before it compares it with the present one: the revision is used up.
      if (release === undefined && application.charmRevision !== revision)
        takeCharmRevision(state, spec.metadata.name)
      throw error
    }
    for (const change of bindingChanges(boundNames(state, before), boundNames(state, spec)))
      console.err(`${change}\n`)
    if (Object.keys(values).length > 0) persistent.model.config(name, values)
    if (flags.bool("trust")) persistent.model.trust(name)
    return 0
  },
}

/** Returns the archive that a refresh names, or the one that the charm's name leads to. */
function refreshTo(call: CommandCall, application: ApplicationState): Promise<ChosenCharm> {
  const { cwd, flags } = call
  const path = flags.text("path")
  if (path !== undefined) return Promise.resolve({ path: localCharm(cwd, path) })
  const other = flags.text("switch")
  if (other !== undefined) return chosenCharm(call, other)
  if (application.follows === undefined)
    throw new MinijujuError("bad-argument", "refreshing a local charm requires either --path or --switch")
  const { name } = application.follows
  const { channel = application.follows.channel, revision } = wantedRelease(call)
  return charmNamed(call, { name, channel, revision })
}

/** Resolves a path, and refuses one that leads nowhere in Juju's words (`cmd/juju/application/refresher`). */
function localCharm(cwd: string, text: string): string {
  const path = resolve(cwd, text)
  if (!existsSync(path)) throw new MinijujuError("bad-charm", `${JSON.stringify(text)}: file does not exist`)
  return path
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
