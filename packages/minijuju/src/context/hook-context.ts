import { randomBytes } from "node:crypto"
import type { ApplicationState } from "../state/application.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { Execution } from "./execution.ts"
import { executionName } from "./execution.ts"
import { PendingWrites } from "./pending-writes.ts"

/**
 * What one hook or action can read, and what it has written so far. Juju creates one context per execution:
 * reads of remote application databags are cached while it exists, and writes are buffered here until the hook
 * succeeds.
 */
export class HookContext {
  /** The value of JUJU_CONTEXT_ID. */
  readonly id: string
  /** The model that the hook reads and that {@link flush} writes. */
  readonly state: ModelState
  /** The unit whose charm runs. */
  readonly unit: UnitState
  /** The unit's application. */
  readonly application: ApplicationState
  /** The hook or action that runs. */
  readonly execution: Execution
  /** Writes that Juju buffers until the hook has succeeded. */
  readonly writes = new PendingWrites()
  /** Receives events that take effect at once. */
  readonly observer: Observer
  /** Remote application databags as first read in this context (Juju: `uniter/runner/context/relation.go`). */
  readonly remoteApps = new Map<string, ReadonlyMap<string, string>>()
  /** Number of hook tool calls. */
  toolCalls = 0
  /** @internal Whether a tool was called that may give any unit of the model a hook to run. */
  concernsAll = false
  #lostLeadership = false
  #unitStatus: UnitState["workloadStatus"] | undefined

  constructor(state: ModelState, unit: UnitState, execution: Execution, observer: Observer) {
    this.state = state
    this.unit = unit
    this.application = getApplication(state, unit.application)
    this.execution = execution
    this.observer = observer
    this.id = `${unit.name}-${executionName(execution)}-${randomBytes(16).toString("hex")}`
  }

  /**
   * The unit's status when first read: a later status-set does not change it
   * (Juju: `uniter/runner/context/context.go` UnitStatus).
   */
  unitStatus(): UnitState["workloadStatus"] {
    this.#unitStatus ??= this.unit.workloadStatus
    return this.#unitStatus
  }

  /**
   * Whether the unit is the leader. Once false, it stays false in this context, as in Juju; true is checked
   * again each time.
   */
  isLeader(): boolean {
    if (this.application.leader !== this.unit.name) this.#lostLeadership = true
    return !this.#lostLeadership
  }
}
