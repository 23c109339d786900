import type { RelationHook, RelationHookKind } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import {
  isEnding,
  isPeer,
  isSilent,
  localEndpoint,
  type RelationState,
  remoteEndpoint,
} from "../state/relation.ts"
import type { UnitRelationState, UnitState } from "../state/unit.ts"
import { mustWaitToEnter } from "./containers.ts"
import { inResolverOrder, membersInScope } from "./members.ts"

/** Returns the created hook of a relation for which it has not run yet. */
export function nextCreated(
  state: ModelState,
  unit: UnitState,
  open: ReadonlySet<number>,
): RelationHook | undefined {
  for (const relation of inResolverOrder(state, open)) {
    if (isEnding(relation) || unit.relations.get(relation.id)?.created) continue
    if (isSilent(relation, unit.application) || mustWaitToEnter(state, relation, unit)) continue
    return relationHook("created", relation, unit)
  }
  return undefined
}

/**
 * Returns the next joined, changed, departed or broken hook of the relations in `open` (juju
 * `uniter/relation/resolver.go`). Relations in which there is none now are removed from `open`.
 */
export function nextRelationHook(
  state: ModelState,
  unit: UnitState,
  open: Set<number>,
): RelationHook | undefined {
  for (const relation of inResolverOrder(state, open)) {
    const local = unit.relations.get(relation.id)
    const known = local?.created && !local.broken
    const hook = known ? nextInRelation(state, relation, unit, local) : undefined
    if (hook !== undefined) return hook
    open.delete(relation.id)
  }
  return undefined
}

function nextInRelation(
  state: ModelState,
  relation: RelationState,
  unit: UnitState,
  local: UnitRelationState,
): RelationHook | undefined {
  if (local.followUp !== undefined) return relationHook("changed", relation, unit, local.followUp)

  const members = membersInScope(state, relation, unit)
  const gone = [...local.members.keys()].filter((name) => !members.has(name)).sort()[0]
  if (gone !== undefined) {
    const leaving = unit.life === "alive" ? gone : unit.name
    return { ...relationHook("departed", relation, unit, gone), departingUnit: leaving }
  }

  if (isEnding(relation) || unit.life !== "alive") {
    if (unit.agentRestarted) return { ...relationHook("broken", relation, unit), remoteApp: "" }
    return isPeer(relation) ? undefined : relationHook("broken", relation, unit)
  }

  // For a peer relation this is the unit's own application: the leader gets a changed hook for its own write,
  // too.
  const remoteApp = remoteEndpoint(relation, unit.application)?.application ?? ""
  if ((relation.applications.get(remoteApp)?.version ?? 0) !== local.appVersion) {
    return relationHook("changed", relation, unit)
  }
  // Juju sorts by name as text: app/10 joins before app/2.
  const joining = [...members.keys()].filter((name) => !local.members.has(name)).sort()[0]
  if (joining !== undefined) return relationHook("joined", relation, unit, joining)

  const changed = [...members]
    .filter(([name, version]) => local.members.get(name) !== version)
    .map(([name]) => name)
  return changed[0] === undefined ? undefined : relationHook("changed", relation, unit, changed.sort()[0])
}

function relationHook(
  kind: RelationHookKind,
  relation: RelationState,
  unit: UnitState,
  remoteUnit = "",
): RelationHook {
  return {
    kind,
    relationId: relation.id,
    endpoint: localEndpoint(relation, unit.application)?.name ?? "",
    remoteApp: remoteEndpoint(relation, unit.application)?.application ?? "",
    remoteUnit,
    departingUnit: "",
  }
}
