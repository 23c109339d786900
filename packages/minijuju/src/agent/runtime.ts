import type { Observer } from "../model/events.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { AgentPlace } from "./hook-environment.ts"
import type { RetryStrategy } from "./retry.ts"
import type { Slots } from "./slots.ts"

/** What a unit's agent needs of the model it works for. */
export interface AgentRuntime {
  readonly state: ModelState
  readonly observer: Observer
  readonly slots: Slots
  readonly retry: RetryStrategy
  readonly hookTimeLimitMs: number
  readonly stopping: boolean
  /** A fresh place for the next execution of a unit; its socket path has not been used before. */
  place(unit: UnitState): AgentPlace
  /** Unpacks the application's charm where the unit runs it; files that a charm wrote itself stay. */
  unpack(unit: UnitState): Promise<void>
  /** Something in the model changed: every agent asks again what to do. */
  changed(): void
  /** The unit's agent has ended. */
  unitGone(unit: UnitState): void
}
