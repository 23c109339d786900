import { randomBytes } from "node:crypto"
import type { Observer } from "../model/events.ts"
import type { ApplicationState } from "../state/application.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { Execution } from "./execution.ts"
import { executionName } from "./execution.ts"
import { PendingWrites } from "./pending-writes.ts"

/**
 * What one hook or action may see and has written so far. Juju makes one per execution: reads of the
 * other side's application are remembered for its whole life, writes stay here until the hook succeeds.
 */
export class HookContext {
  readonly id: string
  readonly state: ModelState
  readonly unit: UnitState
  readonly application: ApplicationState
  readonly execution: Execution
  readonly writes = new PendingWrites()
  readonly observer: Observer
  /** Remote application databags as first read in this context (juju `context/relation.go`). */
  readonly remoteApps = new Map<string, ReadonlyMap<string, string>>()
  /** The unit's status is read once and does not follow status-set (juju `CTX/context.go` UnitStatus). */
  readonly statusAtStart: UnitState["workloadStatus"]
  toolCalls = 0
  #lostLeadership = false

  constructor(state: ModelState, unit: UnitState, execution: Execution, observer: Observer) {
    this.state = state
    this.unit = unit
    this.application = getApplication(state, unit.application)
    this.execution = execution
    this.observer = observer
    this.statusAtStart = unit.workloadStatus
    this.id = `${unit.name}-${executionName(execution)}-${randomBytes(16).toString("hex")}`
  }

  /** Once a context has answered "no" it stays at that, as in Juju; a "yes" is asked again each time. */
  isLeader(): boolean {
    if (this.application.leader !== this.unit.name) this.#lostLeadership = true
    return !this.#lostLeadership
  }
}
