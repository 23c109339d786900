import { type EventContext, LifecycleEvent } from "../framework/event.ts"
import type { FrameworkLog } from "../framework/framework.ts"
import { checkSettable, type SettableStatus } from "../model/status.ts"

/** A higher number is more urgent. */
const PRIORITY = { blocked: 4, maintenance: 3, waiting: 2, active: 1 } as const

/** The statuses that handlers add while one collect-status event is emitted. */
export class StatusCollector {
  readonly #log: FrameworkLog
  #statuses: readonly SettableStatus[] = []

  constructor(log: FrameworkLog) {
    this.#log = log
  }

  add(status: unknown): void {
    checkSettable(status)
    if (status.name !== "active") this.#log.debug(`Adding status ${status}`)
    this.#statuses = [...this.#statuses, status]
  }

  /** Ends the collection. Returns the most urgent status, the first one among equals; undefined if there is none. */
  take(): SettableStatus | undefined {
    const statuses = this.#statuses
    this.#statuses = []
    return statuses.reduce<SettableStatus | undefined>(
      (best, status) => (best === undefined || PRIORITY[status.name] > PRIORITY[best.name] ? status : best),
      undefined,
    )
  }
}

/** Emitted at the end of every dispatch: each part of the charm adds its status, and the most urgent one is set. */
export class CollectStatusEvent extends LifecycleEvent {
  readonly #collector: StatusCollector

  /** @hidden The framework creates it. */
  constructor(context: EventContext, collector: StatusCollector) {
    super(context)
    this.#collector = collector
  }

  /**
   * Adds a status. The most urgent of all added statuses is set.
   * @throws InvalidStatusError for a status that a charm cannot set
   */
  addStatus(status: SettableStatus): void {
    this.#collector.add(status)
  }
}
