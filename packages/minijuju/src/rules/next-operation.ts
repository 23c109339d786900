import type { Hook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import { relationsOfUnit } from "./containers.ts"
import { nextCreated, nextRelationHook } from "./relation-hook.ts"
import { nextSecretHook } from "./secret-hook.ts"
import { nextStorageHook } from "./storage-hook.ts"

/**
 * Returns the hook that a unit's agent should run now; undefined if there is none. A pure function: the agent
 * calls it after every change, so many changes between two calls lead to one hook. The order of the rules is
 * Juju's (`uniter/resolver.go`).
 *
 * @param open the relations in which there may be a hook to run: by default all of the unit. Those in which there
 * is none until something changes in them are removed.
 */
export function nextHook(
  state: ModelState,
  unit: UnitState,
  open: Set<number> = new Set(relationIds(state, unit)),
): Hook | undefined {
  if (unit.life === "dead") return undefined
  const ready = unit.installed && unit.life === "alive" && unit.pending === undefined
  if (ready) {
    const hook =
      nextCreated(state, unit, open) ?? nextLeadershipHook(state, unit) ?? nextSecretHook(state, unit)
    if (hook !== undefined) return hook
  }
  if (unit.pending !== undefined) return unit.pending.state === "queued" ? unit.pending.hook : undefined
  const storageHook = nextStorageHook(state, unit)
  if (storageHook !== undefined) return storageHook
  if (unit.life === "dying") return nextDyingHook(state, unit, open)
  return nextUsualHook(state, unit, open)
}

/** Returns the ids of the unit's relations. */
export function relationIds(state: ModelState, unit: UnitState): number[] {
  return relationsOfUnit(state, unit).map(({ id }) => id)
}

function nextLeadershipHook(state: ModelState, unit: UnitState): Hook | undefined {
  const application = getApplication(state, unit.application)
  if (application.leader === unit.name) return unit.leading ? undefined : { kind: "leader-elected" }
  if (!jujuRules(state).leaderSettings) return undefined
  const news = unit.leaderSettingsVersion !== application.leaderSettings.version
  return news ? { kind: "leader-settings-changed" } : undefined
}

function nextDyingHook(state: ModelState, unit: UnitState, open: Set<number>): Hook | undefined {
  const hook = nextRelationHook(state, unit, open)
  if (hook !== undefined) return hook
  if (unit.started && !unit.stopped) return { kind: "stop" }
  return unit.installed ? { kind: "remove" } : undefined
}

function nextUsualHook(state: ModelState, unit: UnitState, open: Set<number>): Hook | undefined {
  const application = getApplication(state, unit.application)
  if (!unit.installed) return { kind: "install" }
  if (unit.charmRevision !== application.charmRevision || unit.charmModified !== application.charmModified)
    return { kind: "upgrade-charm" }
  if (unit.configVersion !== application.configVersion) return { kind: "config-changed" }
  return nextRelationHook(state, unit, open) ?? (unit.updateStatusDue ? { kind: "update-status" } : undefined)
}
