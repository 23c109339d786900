import { addStorage } from "../operator/storage.ts"
import { pruneSecrets } from "../rules/secret-update.ts"
import { MinijujuError } from "../state/errors.ts"
import { isRelationHook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import { type ModelState, relationsOf } from "../state/model-state.ts"
import { splitOpened } from "../state/port-range.ts"
import { relationKey } from "../state/relation.ts"
import { applySettings } from "../state/settings.ts"
import type { UnitState } from "../state/unit.ts"
import { stateObstacle } from "./charm-state-quota.ts"
import { flushSecrets, secretsObstacle } from "./flush-secrets.ts"
import type { HookContext } from "./hook-context.ts"
import { openPortsAfter } from "./pending-writes.ts"

/** Returns why the controller would refuse a hook's writes; the hook then counts as failed. */
export function flushObstacle(context: HookContext): string | undefined {
  const writesApp = [...context.writes.appSettings.values()].some((writes) => writes.size > 0)
  if (writesApp && context.application.leader !== context.unit.name) {
    return `cannot commit hook changes: "${context.unit.name}" is not leader of "${context.application.name}"`
  }
  const { endpoints } = context.application.charm.spec.metadata
  const unknown = [...context.writes.openPorts, ...context.writes.closePorts]
    .map((opened) => splitOpened(opened).endpoint)
    .find((endpoint) => endpoint !== "" && !Object.hasOwn(endpoints, endpoint))
  if (unknown !== undefined) {
    return `cannot commit hook changes: cannot change ports of unit "${context.unit.name}": endpoint "${unknown}" not found`
  }
  const storages = storagesObstacle(context)
  if (storages !== undefined) return `cannot commit hook changes: ${storages}`
  const secrets = secretsObstacle(context)
  if (secrets !== undefined) return `cannot commit hook changes: ${secrets}`
  // Juju checks the quota only when the state has changed.
  const quota = context.writes.charmState.size > 0 ? stateObstacle(mergedState(context)) : undefined
  return quota === undefined ? undefined : `cannot commit hook changes: ${quota}`
}

/** Tries the hook's new storages on a copy of the model. */
function storagesObstacle({ state, unit, writes }: HookContext): string | undefined {
  if (writes.addStorages.length === 0) return undefined
  const copy = { ...state, storages: new Map(state.storages) }
  try {
    for (const { name, count } of writes.addStorages) addStorage(copy, unit, name, { count })
    return undefined
  } catch (error) {
    if (error instanceof MinijujuError) return error.message
    throw error
  }
}

/** Applies all writes of a successful hook in one step: no peer ever sees a part of them. */
export function flush(context: HookContext): void {
  const { state, unit, writes } = context
  for (const [relationId, values] of writes.unitSettings) {
    const settings = state.relations.get(relationId)?.units.get(unit.name)?.settings
    if (settings !== undefined) announce(context, relationId, unit.name, applySettings(settings, values))
  }
  for (const [relationId, values] of writes.appSettings) {
    const settings = state.relations.get(relationId)?.applications.get(unit.application)
    if (settings !== undefined)
      announce(context, relationId, unit.application, applySettings(settings, values))
  }
  replaceMap(unit.charmState, mergedState(context))
  replaceSet(unit.openPorts, openPortsAfter(unit.openPorts, writes))
  for (const { name, count } of writes.addStorages) addStorage(state, unit, name, { count })
  flushSecrets(context)
  pruneSecrets(state)
  const { execution } = context
  if (
    execution.kind === "hook" &&
    !isRelationHook(execution.hook) &&
    execution.hook.kind === "config-changed"
  ) {
    refreshNetworkKeys(context)
  }
}

/** Returns the keys that Juju itself writes into a unit's databag. */
export function networkKeys(state: ModelState, unit: UnitState): Map<string, string> {
  const keys = new Map([
    ["egress-subnets", `${unit.address}/32`],
    ["ingress-address", unit.address],
  ])
  return jujuRules(state).privateAddress ? keys.set("private-address", unit.address) : keys
}

/** config-changed sets the automatic keys again, even if the charm has overwritten them. */
function refreshNetworkKeys(context: HookContext): void {
  for (const relation of relationsOf(context.state, context.unit.application)) {
    const place = relation.units.get(context.unit.name)
    if (place === undefined) continue
    announce(
      context,
      relation.id,
      context.unit.name,
      applySettings(place.settings, networkKeys(context.state, context.unit)),
    )
  }
}

export function mergedState({ unit, writes }: HookContext): Map<string, string> {
  const merged = new Map(unit.charmState)
  for (const [key, value] of writes.charmState) {
    if (value === undefined) merged.delete(key)
    else merged.set(key, value)
  }
  return merged
}

function replaceMap(target: Map<string, string>, source: ReadonlyMap<string, string>): void {
  target.clear()
  for (const [key, value] of source) target.set(key, value)
}

function replaceSet(target: Set<string>, source: ReadonlySet<string>): void {
  target.clear()
  for (const item of source) target.add(item)
}

function announce(
  context: HookContext,
  relationId: number,
  owner: string,
  changes: ReturnType<typeof applySettings>,
): void {
  const relation = context.state.relations.get(relationId)
  if (changes.length === 0 || relation === undefined) return
  context.observer.emit({
    type: "databag-changed",
    relationId,
    relation: relationKey(relation),
    owner,
    changes,
  })
}
