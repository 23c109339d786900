import { unitStatus } from "../operator/unit-status.ts"
import type { TimedEvent } from "../state/events.ts"
import { findUnit, type ModelState } from "../state/model-state.ts"
import type { StatusInfo } from "../state/status.ts"

/** The kinds of a status: of a unit's charm, of its agent, of an application. */
export type StatusKind = "workload" | "juju-unit" | "application"

/** A status that a unit or application had. */
export interface LoggedStatus extends StatusInfo {
  readonly kind: StatusKind
}

const PER_ENTITY = 200

/** Past statuses, for `juju show-status-log`. They are lost when the background process ends. */
export class StatusLog {
  readonly #state: ModelState
  readonly #entries = new Map<string, LoggedStatus[]>()

  constructor(state: ModelState) {
    this.#state = state
  }

  take(event: TimedEvent): void {
    if (event.type === "unit-removed") this.#entries.delete(event.unit)
    else if ("unit" in event) this.#noteUnit(event.unit)
    else if (event.type === "status-changed") {
      const { entity, status, message, at } = event
      if (entity.includes("/")) this.#noteUnit(entity)
      else this.#note(entity, "application", { current: status, message, since: at })
    }
  }

  /** The statuses of a unit or application, oldest first. */
  of(entity: string): readonly LoggedStatus[] {
    return this.#entries.get(entity) ?? []
  }

  #noteUnit(name: string): void {
    const unit = findUnit(this.#state, name)
    if (unit === undefined) return
    this.#note(name, "workload", unitStatus(this.#state, unit))
    this.#note(name, "juju-unit", unit.agentStatus)
  }

  #note(entity: string, kind: StatusKind, status: StatusInfo): void {
    const entries = this.#entries.get(entity) ?? []
    const last = entries.findLast((entry) => entry.kind === kind)
    if (last?.current === status.current && last.message === status.message) return
    entries.push({ ...status, kind })
    if (entries.length > PER_ENTITY) entries.shift()
    this.#entries.set(entity, entries)
  }
}
