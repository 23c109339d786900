import type { Observer } from "../state/events.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { AgentPlace } from "./hook-environment.ts"
import type { RetryStrategy } from "./retry.ts"

/**
 * A charm process of a unit, recorded so that a later minijuju can find it. The pid is set once the process has
 * started.
 */
export interface RunningExecution {
  readonly contextId: string
  readonly pid?: number
}

/** The services that a unit's agent uses from its model. */
export interface AgentRuntime {
  readonly state: ModelState
  readonly observer: Observer
  /** Runs a hook or action of a unit when its machine runs no other one and a slot is free. */
  inTurn<T>(unit: UnitState, work: () => Promise<T>): Promise<T>
  readonly retry: RetryStrategy
  readonly hookTimeLimitMs: number
  readonly stopping: boolean
  /** Returns new paths for the next execution of a unit; the socket path has not been used before. */
  place(unit: UnitState): AgentPlace
  /** Unpacks the application's charm into the unit's folder. Files that the charm wrote itself stay. */
  unpack(unit: UnitState): Promise<void>
  /** Makes the storage of a storage-attached hook available to its unit. */
  mountStorage(unit: UnitState, storageId: string): void
  /** Saves the model's state to disk. Does nothing for a model in memory. */
  save(): void
  running(unit: UnitState, execution: RunningExecution | undefined): void
  /**
   * Signals that the model changed: every agent checks for its next hook. With the name of a unit, only its agent
   * does, and those of units that see a changed databag.
   */
  changed(unit?: string): void
  /** Signals that the unit's agent has ended. */
  unitGone(unit: UnitState): void
}
