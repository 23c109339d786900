import type { Hook, RelationHook, UnitHookKind } from "../state/hook.ts"
import { isRelationHook, isSecretHook, isStorageHook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import { isEnding } from "../state/relation.ts"
import { statusInfo } from "../state/status.ts"
import { newUnitRelation, type UnitRelationState, type UnitState } from "../state/unit.ts"
import { leaveScope } from "./removal.ts"
import { secretHookDone } from "./secret-hook.ts"
import { storageHookDone } from "./storage-hook.ts"

/** The versions that a hook saw when it started. Later changes need another hook. */
export interface ObservedVersions {
  readonly config: number
  readonly charmRevision: number
  readonly charmModified: number
  readonly leaderSettings: number
  readonly remoteApp: number
  readonly remoteUnit: number
}

/** Returns the versions that the hook sees when it starts now. */
export function observedVersions(state: ModelState, unit: UnitState, hook: Hook): ObservedVersions {
  const application = getApplication(state, unit.application)
  const relation = isRelationHook(hook) ? state.relations.get(hook.relationId) : undefined
  const about = isRelationHook(hook) ? hook : undefined
  return {
    config: observedConfig(state, unit, application.configVersion),
    charmRevision: application.charmRevision,
    charmModified: application.charmModified,
    leaderSettings: application.leaderSettings.version,
    remoteApp: relation?.applications.get(about?.remoteApp ?? "")?.version ?? 0,
    remoteUnit: relation?.units.get(about?.remoteUnit ?? "")?.settings.version ?? 0,
  }
}

/**
 * A change that Juju reports twice: the first config-changed sees all but its last version, so that it is
 * followed by a second one. A retry sees everything.
 */
function observedConfig(state: ModelState, unit: UnitState, latest: number): number {
  const repeats = jujuRules(state).repeatsConfigChanged && (unit.pending?.failures ?? 0) === 0
  return repeats && unit.configVersion !== undefined && latest - unit.configVersion > 1 ? latest - 1 : latest
}

/** Records that a hook has run (or was skipped by `resolve --no-retry`). The agent's next hook depends on it. */
export function hookDone(state: ModelState, unit: UnitState, hook: Hook, shown: ObservedVersions): void {
  unit.pending = undefined
  if (isRelationHook(hook)) relationHookDone(state, unit, hook, shown)
  else if (isSecretHook(hook)) secretHookDone(state, unit, hook)
  else if (isStorageHook(hook)) storageHookDone(state, unit, hook)
  else unitHookDone(unit, hook.kind, shown)
}

function unitHookDone(unit: UnitState, kind: UnitHookKind, shown: ObservedVersions): void {
  switch (kind) {
    case "install":
      unit.installed = true
      return
    case "leader-elected":
      unit.leaderSettingsVersion = shown.leaderSettings
      return
    case "leader-settings-changed":
      unit.leaderSettingsVersion = shown.leaderSettings
      return
    case "upgrade-charm":
      unit.charmRevision = shown.charmRevision
      unit.charmModified = shown.charmModified
      unit.configVersion = undefined
      return
    case "config-changed":
      unit.configVersion = shown.config
      // Start follows the first config-changed directly, without another hook between them.
      if (!unit.started) unit.pending = { hook: { kind: "start" }, state: "queued", failures: 0 }
      return
    case "start":
      unit.started = true
      if (!unit.statusSet) unit.workloadStatus = statusInfo("unknown")
      return
    case "update-status":
      unit.updateStatusDue = false
      return
    case "stop":
      unit.stopped = true
      return
    case "remove":
      unit.installed = false
      return
  }
}

function relationHookDone(
  state: ModelState,
  unit: UnitState,
  hook: RelationHook,
  shown: ObservedVersions,
): void {
  const local = unitRelation(unit, hook.relationId)
  switch (hook.kind) {
    case "created":
      local.created = true
      return
    case "joined":
      local.members.set(hook.remoteUnit, shown.remoteUnit)
      local.followUp = hook.remoteUnit
      return
    case "changed":
      if (hook.remoteUnit === "") local.appVersion = shown.remoteApp
      else local.members.set(hook.remoteUnit, shown.remoteUnit)
      if (local.followUp === hook.remoteUnit) local.followUp = undefined
      return
    case "departed":
      local.members.delete(hook.remoteUnit)
      local.cache.delete(hook.remoteUnit)
      return
    case "broken":
      local.broken = true
      leaveScope(state, unit, hook.relationId)
      forgetIfResumed(state, unit, hook.relationId)
      return
  }
}

/** A relation that was resumed while its broken hook ran is created again (Juju: `uniter/relation/statetracker.go`). */
function forgetIfResumed(state: ModelState, unit: UnitState, relationId: number): void {
  const relation = state.relations.get(relationId)
  if (unit.life === "alive" && relation !== undefined && !isEnding(relation))
    unit.relations.delete(relationId)
}

export function unitRelation(unit: UnitState, relationId: number): UnitRelationState {
  const known = unit.relations.get(relationId)
  if (known !== undefined) return known
  const fresh = newUnitRelation()
  unit.relations.set(relationId, fresh)
  return fresh
}
