import { relationHookOf } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { relationsOfUnit } from "../rules/containers.ts"
import { isEnding, type RelationState } from "../state/relation.ts"
import type { FlagSpec } from "./flags.ts"
import type { ToolCall } from "./tool.ts"
import { usageError } from "./tool-error.ts"

/**
 * `-r ID`, `--relation ID`: `db:7` and `7` are equivalent, the endpoint's name is ignored (juju
 * `jujuc/relation-id.go`).
 */
export const RELATION_FLAG: FlagSpec = {
  names: ["r", "relation"],
  takes: "value",
  help: "Specify a relation by id",
}

/** Returns the relation of -r, or else the one that the hook is about. */
export function chosenRelation(call: ToolCall): RelationState {
  const relation = optionalRelation(call)
  if (relation === undefined) throw usageError("no relation id specified")
  return relation
}

export function optionalRelation(call: ToolCall): RelationState | undefined {
  const text = call.flags.text("r")
  if (text === undefined) {
    const hook = relationHookOf(call.context.execution)
    return hook === undefined ? undefined : call.context.state.relations.get(hook.relationId)
  }
  const refused = `invalid value ${JSON.stringify(text)} for option ${call.flags.spelling("r")}`
  const id = text.slice(text.lastIndexOf(":") + 1)
  if (!/^-?\d+$/.test(id)) throw usageError(`${refused}: invalid relation id`)
  const relation = knownRelations(call.context).find((known) => known.id === Number(id))
  if (relation === undefined) throw usageError(`${refused}: relation not found`)
  return relation
}

/**
 * Returns the relations that the unit's agent knows. An agent first reads its relations after install has succeeded,
 * so install sees none, not even peer relations (Juju 4.0.15; `uniter/relation/resolver.go`). It never learns of a
 * relation that it first sees dying, and forgets one after its own broken hook, while units of the other side still
 * leave it (Juju 3.6 and 4.0: `SynchronizeScopes` and `CommitHook` in `uniter/relation/statetracker.go`).
 */
export function knownRelations(context: HookContext): RelationState[] {
  const { state, unit, execution } = context
  if (!unit.installed) return []
  const own = relationHookOf(execution)?.relationId
  return relationsOfUnit(state, unit).filter((relation) => {
    const { id } = relation
    const local = unit.relations.get(id)
    return local?.broken !== true && (!isEnding(relation) || local?.created === true || id === own)
  })
}
