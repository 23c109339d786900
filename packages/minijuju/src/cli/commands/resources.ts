import { resolve } from "node:path"
import { usageError } from "../../hook-tools/tool-error.ts"
import type { ApplicationState } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication, getUnit } from "../../state/model-state.ts"
import { declaredResources } from "../../state/resource.ts"
import { byUnitName } from "../../state/unit.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"

/** For deploy and refresh. */
export const RESOURCE_FLAG = {
  names: ["resource"],
  takes: "list",
  help: "The file of a resource: <name>=<path>",
  check: (text: string) => (/^[^=]+=./.test(text) ? undefined : `badly formatted name value pair: ${text}`),
} as const

/** Returns the paths of `--resource name=path`, by name. */
export function resourceFiles(items: readonly string[], cwd: string): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => {
      const at = item.indexOf("=")
      return [item.slice(0, at), resolve(cwd, item.slice(at + 1))]
    }),
  )
}

export const attachResource: Command = {
  name: "attach-resource",
  usage: "<application> <resource name>=<file>",
  purpose: "Update a resource for an application",
  details: "Units run upgrade-charm and config-changed, and resource-get returns the new file.",
  examples: ["attach-resource my-app software=./software.tgz"],
  maxArgs: 2,
  async run({ args, cwd, model }) {
    const [name, item] = args
    if (name === undefined) throw usageError("missing application name")
    if (item === undefined) throw usageError("no resource specified")
    const [, resource = "", path = ""] = /^([^=]*)=?([\s\S]*)$/.exec(item) ?? []
    const reason = !item.includes("=")
      ? "expected name=path format"
      : resource === ""
        ? "missing resource name"
        : path === ""
          ? "missing resource value"
          : undefined
    if (reason !== undefined) throw usageError(`bad resource arg ${JSON.stringify(item)}: ${reason}`)
    await model().model.attachResource(name, resource, resolve(cwd, path))
    return 0
  },
}

export const resources: Command = {
  name: "resources",
  aliases: ["list-resources"],
  usage: "<application or unit>",
  purpose: "Show the resources for an application or unit",
  examples: ["resources my-app", "resources my-app/0", "resources my-app --details"],
  formats: ["tabular", "json", "yaml"],
  maxArgs: 1,
  flags: [
    {
      names: ["details"],
      takes: "bool",
      help: "Show detailed information about the resources used by each unit",
    },
  ],
  run(call) {
    const [target] = call.args
    if (target === undefined) throw usageError("missing application or unit name")
    const { state } = call.model().engine
    const isUnit = /^[^/]+\/\d+$/.test(target)
    if (!isUnit && target.includes("/"))
      throw new MinijujuError("bad-argument", `"${target}" is neither an application nor a unit`)
    const application = getApplication(state, isUnit ? getUnit(state, target).application : target)
    if (declaredResources(application.charm).size === 0) call.console.err("No resources to display.\n")
    else if (call.flags.bool("details")) printDetails(call, application, isUnit ? target : undefined)
    else printResources(call, application, isUnit ? target : undefined)
    return 0
  },
}

function printResources(call: CommandCall, application: ApplicationState, unit: string | undefined): void {
  const isUnit = unit !== undefined
  const views = resourceViews(application).map((view) =>
    isUnit && !isOnUnit(application, view.name, unit) ? { ...view, revision: "-" } : view,
  )
  print(call, isUnit ? views : { resources: views }, "tabular", () =>
    table([
      ["Resource", ...(isUnit ? [] : ["Supplied by"]), "Revision"],
      ...views.map((view) => [
        view.name,
        ...(isUnit ? [] : [view.used ? "admin" : "upload"]),
        combinedRevision(view),
      ]),
    ]),
  )
}

/** Shows what each unit has of what it should have (Juju: `detailedResources`). */
function printDetails(call: CommandCall, application: ApplicationState, wanted: string | undefined): void {
  const units = [...application.units.values()].sort(byUnitName).map(({ name }) => name)
  const rows = units
    .filter((unit) => wanted === undefined || unit === wanted)
    .flatMap((unit) =>
      resourceViews(application).map((expected) => ({
        unitID: unit,
        unit: isOnUnit(application, expected.name, unit) ? expected : NOTHING,
        expected,
        // Nothing is being downloaded.
        progress: -1,
      })),
    )
  print(call, wanted === undefined ? { resources: rows } : rows, "tabular", () =>
    table([
      [...(wanted === undefined ? ["Unit"] : []), "Resource", "Revision", "Expected"],
      ...rows.map(({ unitID, unit, expected }) => [
        ...(wanted === undefined ? [unitID] : []),
        expected.name,
        combinedRevision(unit),
        combinedRevision(expected),
      ]),
    ]),
  )
}

const NEVER = "0001-01-01T00:00:00Z"

/** What a unit has of a resource that it has not fetched yet. */
const NOTHING = {
  name: "",
  type: "",
  path: "",
  revision: "0",
  fingerprint: "",
  size: 0,
  origin: "",
  used: false,
  timestamp: NEVER,
}

function isOnUnit({ resources }: ApplicationState, name: string, unit: string): boolean {
  return resources.get(name)?.units.has(unit) ?? false
}

function resourceViews(application: ApplicationState) {
  const declared = [...declaredResources(application.charm).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return declared.map(({ name, type, filename, description }) => {
    const content = application.resources.get(name)
    return {
      resourceid: `${application.name}/${name}`,
      applicationId: application.name,
      name,
      type,
      path: filename,
      ...(description === "" ? {} : { description }),
      revision: "0",
      fingerprint: content?.fingerprint ?? "",
      size: content?.size ?? 0,
      origin: "upload",
      used: content !== undefined,
      timestamp: content?.uploaded.toISOString() ?? NEVER,
      ...(content === undefined ? {} : { username: "admin" }),
    }
  })
}

/** The revision in Juju's tables: the time of an upload (Juju: `cmd/juju/resource/formatter.go`). */
function combinedRevision({ used, timestamp }: { readonly used: boolean; readonly timestamp: string }) {
  return used ? timestamp.slice(0, 16) : "-"
}
