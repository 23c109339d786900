import {
  getApplication,
  type Hook,
  type ModelState,
  nextHook,
  type UnitState,
} from "minijuju/state-transition"

/** A change that has not reached a unit's agent yet. The agent has a separate watcher for each, so each can be delayed on its own. */
export type Late = "leader-elected" | "config-changed"

/** The next hook of the unit's agent, assuming that it has not received the changes in `late`. */
export function dueHook(model: ModelState, unit: UnitState, late: readonly Late[] = []): Hook | undefined {
  const { leading, configVersion } = unit
  const application = getApplication(model, unit.application)
  if (late.includes("leader-elected") && application.leader === unit.name) unit.leading = true
  // The first config-changed is part of the unit's start and depends on no watcher.
  if (late.includes("config-changed") && configVersion !== undefined && unit.started)
    unit.configVersion = application.configVersion
  try {
    return nextHook(model, unit)
  } finally {
    unit.leading = leading
    unit.configVersion = configVersion
  }
}
