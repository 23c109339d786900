import {
  getApplication,
  type Hook,
  type ModelState,
  nextHook,
  type UnitState,
} from "minijuju/state-transition"

/** News that has not reached a unit's agent yet. Each comes by a watcher of its own, so any may be late. */
export type Late = "leader-elected" | "config-changed"

/** The hook that the unit's agent would run now, if it has not heard yet of what is late. */
export function dueHook(model: ModelState, unit: UnitState, late: readonly Late[] = []): Hook | undefined {
  const { leading, configVersion } = unit
  const application = getApplication(model, unit.application)
  if (late.includes("leader-elected") && application.leader === unit.name) unit.leading = true
  // The first config-changed belongs to the start of the unit and waits for no news.
  if (late.includes("config-changed") && configVersion !== undefined && unit.started)
    unit.configVersion = application.configVersion
  try {
    return nextHook(model, unit)
  } finally {
    unit.leading = leading
    unit.configVersion = configVersion
  }
}
