import { type EventContext, LifecycleEvent } from "../framework/event.ts"
import type { FrameworkLog } from "../framework/framework.ts"
import { checkSettable, type SettableStatus } from "../model/status.ts"

/** Higher wins. */
const PRIORITY = { blocked: 4, maintenance: 3, waiting: 2, active: 1 } as const

/** The statuses that the handlers of one collection added. */
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

  /** Ends the collection with its most urgent status, among equals the first one. Undefined if there is none. */
  take(): SettableStatus | undefined {
    const statuses = this.#statuses
    this.#statuses = []
    return statuses.reduce<SettableStatus | undefined>(
      (best, status) => (best === undefined || PRIORITY[status.name] > PRIORITY[best.name] ? status : best),
      undefined,
    )
  }
}

/** At the end of every dispatch: each part of the charm says how it is, and the most urgent status is set. */
export class CollectStatusEvent extends LifecycleEvent {
  readonly #collector: StatusCollector

  /** @hidden The framework makes it. */
  constructor(context: EventContext, collector: StatusCollector) {
    super(context)
    this.#collector = collector
  }

  /**
   * Adds a status. Of all that are added the most urgent one is set.
   * @throws InvalidStatusError for what a charm cannot set
   */
  addStatus(status: SettableStatus): void {
    this.#collector.add(status)
  }
}
