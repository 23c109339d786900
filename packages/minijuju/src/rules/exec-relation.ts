import { MinijujuError } from "../state/errors.ts"
import type { RelationHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import { localEndpoint, remoteEndpoint } from "../state/relation.ts"
import type { UnitState } from "../state/unit.ts"
import { membersInScope } from "./members.ts"

/** The relation and the remote side that a `juju-exec` names. */
export interface ExecRelation {
  readonly relationId: number
  /** Empty: the only unit of the other side. */
  readonly remoteUnit: string
  readonly remoteApp: string
  readonly forceRemoteUnit: boolean
}

/**
 * Finds the relation that commands run in, and its remote unit.
 * Source: `inferRemoteUnit` in Juju's `uniter/runner/context/contextfactory.go`.
 * @throws MinijujuError if there is no such relation, or the remote unit is not clear
 */
export function execRelation(
  state: ModelState,
  unit: UnitState,
  { relationId, remoteUnit, remoteApp, forceRemoteUnit }: ExecRelation,
): Pick<RelationHook, "relationId" | "endpoint" | "remoteApp" | "remoteUnit"> {
  if (remoteUnit !== "" && !/^[a-z][a-z0-9-]*\/\d+$/.test(remoteUnit))
    throw new MinijujuError("bad-argument", `invalid remote unit: ${remoteUnit}`)
  const relation = state.relations.get(relationId)
  const endpoint = relation === undefined ? undefined : localEndpoint(relation, unit.application)
  if (relation === undefined || endpoint === undefined || !unit.relations.has(relationId))
    throw new MinijujuError("not-found", `unknown relation id: ${relationId}`)
  const possible = [...membersInScope(state, relation, unit).keys()]
  const chosen = forceRemoteUnit || remoteUnit !== "" ? remoteUnit : onlyUnit(possible, relationId)
  if (!forceRemoteUnit && !possible.includes(chosen))
    throw new MinijujuError(
      "not-found",
      `unknown remote unit ${chosen}; possibilities are [${possible.join(" ")}]`,
    )
  const remote = remoteEndpoint(relation, unit.application)?.application ?? ""
  return { relationId, endpoint: endpoint.name, remoteApp: remoteApp || remote, remoteUnit: chosen }
}

function onlyUnit([first, ...more]: readonly string[], relationId: number): string {
  if (first === undefined)
    throw new MinijujuError("bad-argument", `cannot infer remote unit in empty relation ${relationId}`)
  if (more.length === 0) return first
  throw new MinijujuError(
    "bad-argument",
    `ambiguous remote unit; possibilities are [${[first, ...more].join(" ")}]`,
  )
}
