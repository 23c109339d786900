import { relationHookOf } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { unitRelation } from "../rules/hook-done.ts"
import { jujuRules } from "../state/juju-version.ts"
import { APPLICATION_NAME } from "../state/names.ts"
import { remoteOf } from "../state/offer-relations.ts"
import { isEnding, isPeer, localEndpoint, type RelationState, remoteEndpoint } from "../state/relation.ts"
import { readApplicationSettings, readUnitSettings } from "./databag-reads.ts"
import { readSettingsFile } from "./key-values.ts"
import { chosenRelation, knownRelations, RELATION_FLAG } from "./relation-flag.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { refuseSurplus, runError, usageError } from "./tool-error.ts"

const APP_FLAG = {
  names: ["app"],
  takes: "bool",
  help: "Act on the application's databag, not a unit's",
} as const

export const relationIds: HookTool = {
  name: "relation-ids",
  usage: "[options] [<name>]",
  purpose: "List all relation IDs for the given endpoint",
  format: "smart",
  maxArgs: 1,
  run({ context, args }) {
    const endpoint = args[0] ?? relationHookOf(context.execution)?.endpoint
    if (endpoint === undefined) throw usageError("no endpoint name specified")
    const ids = knownRelations(context)
      .filter((relation) => localEndpoint(relation, context.unit.application)?.name === endpoint)
      .filter((relation) => isListed(context, relation))
      .map((relation) => `${endpoint}:${relation.id}`)
    return { value: ids.sort() }
  },
}

/** Juju 3.6 stops listing a dying relation once its last member has departed; its id is still known. */
function isListed({ state, unit }: HookContext, relation: RelationState): boolean {
  if (jujuRules(state).listsBrokenRelation || isPeer(relation)) return true
  const isLeaving = isEnding(relation) || unit.life === "dying"
  return !isLeaving || unitRelation(unit, relation.id).members.size > 0
}

export const relationList: HookTool = {
  name: "relation-list",
  usage: "[options]",
  purpose: "List relation units",
  format: "smart",
  maxArgs: 0,
  flags: [RELATION_FLAG, APP_FLAG],
  run(call) {
    const relation = chosenRelation(call)
    if (call.flags.bool("app"))
      return { value: remoteEndpoint(relation, call.context.unit.application)?.application ?? "" }
    return { value: joinedUnits(call, relation.id) }
  },
}

/** Returns the members whose joined hook has run or is running, without the departing one. */
function joinedUnits({ context }: ToolCall, relationId: number): string[] {
  const members = new Set(unitRelation(context.unit, relationId).members.keys())
  const hook = relationHookOf(context.execution)
  if (hook?.relationId === relationId && hook.kind === "joined") members.add(hook.remoteUnit)
  if (hook?.relationId === relationId && hook.kind === "departed") members.delete(hook.remoteUnit)
  return [...members].sort()
}

export const relationGet: HookTool = {
  name: "relation-get",
  usage: "[options] <key> <unit id>",
  purpose: "Get relation settings",
  format: "smart",
  flags: [RELATION_FLAG, APP_FLAG],
  run(call) {
    const relation = chosenRelation(call)
    const hook = relationHookOf(call.context.execution)
    const [key = "-", given] = call.args
    const sameRelation = hook?.relationId === relation.id ? hook : undefined
    const entity = given ?? (sameRelation?.remoteUnit || sameRelation?.remoteApp)
    const isApp = call.flags.bool("app")
    if (given !== undefined && !isApp) checkUnitName(given)
    if (entity === undefined || entity === "") throw usageError("no unit or application specified")
    const wantsApp = isApp || (given === undefined && !entity.includes("/"))
    refuseSurplus(call.args.slice(2))
    const settings = wantsApp
      ? readApplicationSettings(call.context, relation, entity.split("/")[0] ?? entity)
      : readUnitSettings(call.context, relation, entity)
    return { value: key === "-" || key === "" ? new Map(settings) : (settings.get(key) ?? null) }
  },
}

function checkUnitName(name: string): void {
  if (APPLICATION_NAME.test(name)) {
    throw usageError(`expected unit name, got application name ${JSON.stringify(name)}`)
  }
  if (!/^[a-z][a-z0-9-]*\/\d+$/.test(name)) throw usageError(`invalid unit name ${JSON.stringify(name)}`)
}

export const relationSet: HookTool = {
  name: "relation-set",
  usage: "[options] key=value [key=value ...]",
  purpose: "Set relation settings",
  flags: [
    RELATION_FLAG,
    APP_FLAG,
    { names: ["file"], takes: "value", help: "File containing key-value pairs, or - for standard input" },
    { names: ["format"], takes: "value", help: "deprecated format flag" },
  ],
  run(call) {
    const relation = chosenRelation(call)
    // Juju prints this note without a line's end.
    if (call.flags.text("format") !== undefined)
      call.note('--format flag deprecated for command "relation-set"')
    const values = readSettingsFile(call)
    const app = call.flags.bool("app")
    if (app && !call.context.isLeader()) throw runError("cannot write relation settings")
    const pending = call.context.writes.settings(relation.id, app ? "application" : "unit")
    for (const [key, value] of values) pending.set(key, value)
    return undefined
  },
}

export const relationModelGet: HookTool = {
  name: "relation-model-get",
  usage: "[options]",
  purpose: "Get details about the model hosting a related application",
  format: "smart",
  maxArgs: 0,
  flags: [RELATION_FLAG],
  run(call) {
    const { state } = call.context
    return { value: { uuid: remoteOf(state, chosenRelation(call))?.model ?? state.uuid } }
  },
}
