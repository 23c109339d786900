import type { Observer } from "../model/events.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { AgentPlace } from "./hook-environment.ts"
import type { RetryStrategy } from "./retry.ts"
import type { Slots } from "./slots.ts"

/** A charm process of a unit, so that it can be found again: its id once it has started. */
export interface RunningExecution {
  readonly contextId: string
  readonly pid?: number
}

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
  /** Writes down what is so far; a model in memory does nothing here. */
  save(): void
  running(unit: UnitState, execution: RunningExecution | undefined): void
  /** Something in the model changed: every agent asks again what to do. */
  changed(): void
  /** The unit's agent has ended. */
  unitGone(unit: UnitState): void
}
