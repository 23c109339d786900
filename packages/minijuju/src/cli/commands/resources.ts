import { resolve } from "node:path"
import { usageError } from "../../hook-tools/tool-error.ts"
import type { ApplicationState } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication, getUnit } from "../../state/model-state.ts"
import { declaredResources } from "../../state/resource.ts"
import type { Command } from "../command.ts"
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
  examples: ["resources my-app", "resources my-app/0"],
  formats: ["tabular", "json", "yaml"],
  maxArgs: 1,
  run(call) {
    const [target] = call.args
    if (target === undefined) throw usageError("missing application or unit name")
    const { state } = call.model().engine
    const isUnit = /^[^/]+\/\d+$/.test(target)
    if (!isUnit && target.includes("/"))
      throw new MinijujuError("bad-argument", `"${target}" is neither an application nor a unit`)
    const application = getApplication(state, isUnit ? getUnit(state, target).application : target)
    const views = resourceViews(application, isUnit ? target : undefined)
    if (views.length === 0) {
      call.console.err("No resources to display.\n")
      return 0
    }
    print(call, isUnit ? views : { resources: views }, "tabular", () =>
      table([
        ["Resource", ...(isUnit ? [] : ["Supplied by"]), "Revision"],
        ...views.map(({ name, used, timestamp }) => [
          name,
          ...(isUnit ? [] : [used ? "admin" : "upload"]),
          used ? tableTime(timestamp) : "-",
        ]),
      ]),
    )
    return 0
  },
}

function resourceViews(application: ApplicationState, unit: string | undefined) {
  const declared = [...declaredResources(application.charm).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return declared.map(({ name, type, filename, description }) => {
    const content = application.resources.get(name)
    const isThere = unit === undefined || content?.units.has(unit)
    return {
      resourceid: `${application.name}/${name}`,
      applicationId: application.name,
      name,
      type,
      path: filename,
      ...(description === "" ? {} : { description }),
      revision: isThere ? "0" : "-",
      fingerprint: content?.fingerprint ?? "",
      size: content?.size ?? 0,
      origin: "upload",
      used: content !== undefined,
      timestamp: content?.uploaded.toISOString() ?? "0001-01-01T00:00:00Z",
      ...(content === undefined ? {} : { username: "admin" }),
    }
  })
}

/** The time of an upload in Juju's table: year, day, month (Juju: `cmd/juju/resource/formatter.go`). */
function tableTime(iso: string): string {
  return `${iso.slice(0, 4)}-${iso.slice(8, 10)}-${iso.slice(5, 7)}${iso.slice(10, 16)}`
}
