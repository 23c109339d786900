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
  /** What the charm finds in JUJU_CONTEXT_ID. */
  readonly id: string
  /** The model that is read and, by `flush`, written. */
  readonly state: ModelState
  /** The unit whose charm runs. */
  readonly unit: UnitState
  /** The unit's application. */
  readonly application: ApplicationState
  /** The hook or action that runs. */
  readonly execution: Execution
  /** What Juju holds back until the hook has succeeded. */
  readonly writes = new PendingWrites()
  /** Hears what happens at once. */
  readonly observer: Observer
  /** Remote application databags as first read in this context (juju `context/relation.go`). */
  readonly remoteApps = new Map<string, ReadonlyMap<string, string>>()
  /** How many hook tools were called. */
  toolCalls = 0
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

  /** The unit's status as first asked for: it does not follow a later status-set (juju `CTX/context.go` UnitStatus). */
  unitStatus(): UnitState["workloadStatus"] {
    this.#unitStatus ??= this.unit.workloadStatus
    return this.#unitStatus
  }

  /** Once a context has answered "no" it stays at that, as in Juju; a "yes" is asked again each time. */
  isLeader(): boolean {
    if (this.application.leader !== this.unit.name) this.#lostLeadership = true
    return !this.#lostLeadership
  }
}
