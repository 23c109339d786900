import {
  ActiveStatus,
  BlockedStatus,
  type KnownName,
  MaintenanceStatus,
  type SettableStatus,
  type Unit,
  WaitingStatus,
} from "@charmkit/ops"

/** Sets the unit's status on behalf of one layer of the charm. */
export interface StatusSetter {
  /** Sets the status at once: the unit is busy. */
  maintenance(message: string): void
  /** Queues a status for the end of the hook. `blocked` takes precedence over `waiting`, and `waiting` over `active`. */
  blocked(message: string): void
  waiting(message: string): void
  active(message: string): void
}

/** Sets statuses for the charm itself, and for its layers. */
export interface StatusTools<Layer extends string = string> extends StatusSetter {
  layer<Name extends string>(name: KnownName<Name, Layer>): StatusSetter
}

type Level = "blocked" | "waiting" | "active"

/** Most urgent first. */
const LEVELS: readonly Level[] = ["blocked", "waiting", "active"]

/**
 * Chooses the unit's status as charms.reactive's layer:status does. At the end of a successful hook it sets one of the queued statuses:
 * the most urgent level; within it the highest layer; within that the last one queued.
 */
export class StatusLayer implements StatusTools {
  readonly #unit: Unit
  readonly #layers: readonly string[]
  readonly #queued: { readonly level: Level; readonly rank: number; readonly status: SettableStatus }[] = []
  #finished = false

  constructor(unit: Unit, layers: readonly string[]) {
    this.#unit = unit
    this.#layers = layers
  }

  maintenance(message: string): void {
    this.#set(new MaintenanceStatus(message))
  }

  blocked(message: string): void {
    this.#queue("blocked", message, this.#layers.length)
  }

  waiting(message: string): void {
    this.#queue("waiting", message, this.#layers.length)
  }

  active(message: string): void {
    this.#queue("active", message, this.#layers.length)
  }

  /** A layer that the charm does not declare ranks below all others. */
  layer(name: string): StatusSetter {
    const rank = this.#layers.lastIndexOf(name)
    return {
      maintenance: (message) => this.maintenance(message),
      blocked: (message) => this.#queue("blocked", message, rank),
      waiting: (message) => this.#queue("waiting", message, rank),
      active: (message) => this.#queue("active", message, rank),
    }
  }

  /** Sets the queued status. Later calls take effect at once. */
  finish(): void {
    this.#finished = true
    for (const level of LEVELS) {
      const entries = this.#queued.filter((one) => one.level === level)
      const highest = Math.max(...entries.map(({ rank }) => rank))
      const entry = entries.findLast(({ rank }) => rank === highest)
      if (entry === undefined) continue
      this.#set(entry.status)
      return
    }
  }

  #queue(level: Level, message: string, rank: number): void {
    const StatusClass = { blocked: BlockedStatus, waiting: WaitingStatus, active: ActiveStatus }[level]
    const status = new StatusClass(message)
    if (this.#finished) this.#set(status)
    else this.#queued.push({ level, rank, status })
  }

  #set(status: SettableStatus): void {
    this.#unit.status = status
  }
}
