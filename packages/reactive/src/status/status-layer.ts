import {
  ActiveStatus,
  BlockedStatus,
  MaintenanceStatus,
  type SettableStatus,
  type Unit,
  WaitingStatus,
} from "@charmkit/ops"

/** Sets the unit's status as one layer of the charm sees it. */
export interface StatusSetter {
  /** At once: the unit is busy. */
  maintenance(message: string): void
  /** At the end of the hook, unless another layer has something worse. */
  blocked(message: string): void
  waiting(message: string): void
  active(message: string): void
}

/** For each of its layers, and for itself. */
export interface StatusTools extends StatusSetter {
  layer(name: string): StatusSetter
}

type Level = "blocked" | "waiting" | "active"

/** Worst first. */
const LEVELS: readonly Level[] = ["blocked", "waiting", "active"]

/**
 * layer:status. What is queued becomes the status when the hook ends well, once: the worst level that was used; within it the
 * word of the most important layer, and of the same layer the last one.
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

  /** Of a layer that the charm does not declare every other word counts more. */
  layer(name: string): StatusSetter {
    const rank = this.#layers.lastIndexOf(name)
    return {
      maintenance: (message) => this.maintenance(message),
      blocked: (message) => this.#queue("blocked", message, rank),
      waiting: (message) => this.#queue("waiting", message, rank),
      active: (message) => this.#queue("active", message, rank),
    }
  }

  /** Sets what was queued. What comes later is set at once. */
  finish(): void {
    this.#finished = true
    for (const level of LEVELS) {
      const words = this.#queued.filter((one) => one.level === level)
      const highest = Math.max(...words.map(({ rank }) => rank))
      const word = words.findLast(({ rank }) => rank === highest)
      if (word === undefined) continue
      this.#set(word.status)
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
