import type { TracedHook } from "./probe.ts"
import type { SettleStep } from "./recording.ts"

/** How a command ended. */
export interface CommandEnd {
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
}

/** A model in which a scenario is done: minijuju's inside the test, or one of a controller. */
export interface ScenarioEngine {
  /** The model's name. */
  readonly model: string
  /** The version that JUJU_VERSION has. */
  readonly version: string
  /** Runs `juju` with these arguments in the model, in a folder with the probe charm. */
  command(argv: readonly string[]): Promise<CommandEnd>
  /** Waits until nothing is left to do, and returns who leads and which units are in error. */
  settle(expected: SettleStep): Promise<Pick<SettleStep, "units" | "leaders" | "inError">>
  /** Makes another unit the leader, which no command of Juju does. */
  setLeader(unit: string): Promise<void>
  /** Has update-status run once on each unit. */
  updateStatus(): Promise<void>
  /** All hooks of all units so far, in the order of their start. */
  hooks(): TracedHook[]
  stop(): Promise<void>
}
