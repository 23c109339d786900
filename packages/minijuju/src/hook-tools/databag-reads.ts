import { relationHookOf } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { withPending } from "../context/pending-writes.ts"
import { unitRelation } from "../rules/hook-done.ts"
import { jujuRules } from "../state/juju-version.ts"
import { isPeer, localEndpoint, type RelationState, relationKey, remoteEndpoint } from "../state/relation.ts"
import { runError } from "./tool-error.ts"

/** Returns an application's databag as this hook may see it (Juju: `apiserver/facades/agent/uniter/uniter.go`). */
export function readApplicationSettings(
  context: HookContext,
  relation: RelationState,
  application: string,
): ReadonlyMap<string, string> {
  const settings = relation.applications.get(application)
  const { words } = jujuRules(context.state)
  if (settings === undefined) throw runError(words.unknownRelationApplication(application))
  if (application === context.unit.application && context.isLeader()) {
    return withPending(settings.values, context.writes.appSettings.get(relation.id))
  }
  const own = application === context.unit.application && !isPeer(relation)
  if (own && !jujuRules(context.state).readsOwnApplicationDatabag) throw runError("permission denied")
  const key = `${relation.id} ${application}`
  const known = context.remoteApps.get(key)
  if (known !== undefined) return known
  const copy = new Map(settings.values)
  context.remoteApps.set(key, copy)
  return copy
}

/**
 * Returns a unit's databag. Remote databags come from the agent's cache, which is refreshed for the unit that a
 * joined or changed hook is about. In other hooks a charm sees remote databags as it last read them.
 */
export function readUnitSettings(
  context: HookContext,
  relation: RelationState,
  unitName: string,
): ReadonlyMap<string, string> {
  const application = unitName.split("/")[0] ?? ""
  if (unitName === context.unit.name) {
    const own = relation.units.get(unitName)?.settings.values ?? new Map<string, string>()
    return withPending(own, context.writes.unitSettings.get(relation.id))
  }
  const known = localEndpoint(relation, application) ?? remoteEndpoint(relation, context.unit.application)
  const { words } = jujuRules(context.state)
  if (known?.application !== application) throw runError(words.foreignRelationUnit)
  const place = relation.units.get(unitName)
  if (place === undefined) {
    throw runError(words.unknownRelationUnit(unitName, relationKey(relation)))
  }
  const { cache, members } = unitRelation(context.unit, relation.id)
  const cached = cache.get(unitName)
  if (cached !== undefined) return cached
  const copy = new Map(place.settings.values)
  const hook = relationHookOf(context.execution)
  const joining = hook?.kind === "joined" && hook.relationId === relation.id && hook.remoteUnit === unitName
  if (members.has(unitName) || joining) cache.set(unitName, copy)
  return copy
}
