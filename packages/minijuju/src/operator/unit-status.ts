import { hookName, isRelationHook, isSecretHook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"
import { localEndpoint, remoteEndpoint } from "../state/relation.ts"
import { type StatusInfo, statusInfo } from "../state/status.ts"
import type { UnitState } from "../state/unit.ts"

/**
 * Returns the workload status as operators see it: after a failed hook it is `error`, whatever the charm has
 * set.
 */
export function unitStatus(state: ModelState, unit: UnitState): StatusInfo {
  const { pending } = unit
  if (pending?.state !== "error") return unit.workloadStatus
  const { hook } = pending
  const data: Record<string, unknown> = { hook: hookName(hook) }
  let about = ""
  if (isSecretHook(hook)) {
    data["secret-uri"] = `secret:${hook.secretId}`
    data["secret-label"] = hook.label
  }
  if (isRelationHook(hook)) {
    data["relation-id"] = hook.relationId
    if (hook.remoteUnit !== "") data["remote-unit"] = hook.remoteUnit
    const relation = state.relations.get(hook.relationId)
    const remote = relation === undefined ? undefined : remoteEndpoint(relation, unit.application)
    const local = relation === undefined ? undefined : localEndpoint(relation, unit.application)
    const named = jujuRules(state).errorNamesRelation
    if (named && remote !== undefined && local !== undefined)
      about = ` for ${remote.application}:${remote.name}`
  }
  const error = statusInfo("error", `hook failed: "${hookName(hook)}"${about}`, data)
  return { ...error, since: pending.failed ?? error.since }
}
