import type { Hook } from "./hook.ts"
import { type StatusInfo, statusInfo } from "./status.ts"

/** What a unit's agent has done for one relation (in Juju: the uniter's state). */
export interface UnitRelationState {
  created: boolean
  broken: boolean
  /** Remote units whose joined hook has run, with the version of their databag that a hook last saw. */
  readonly members: Map<string, number>
  /**
   * The remote unit whose joined hook has run last: its changed hook runs next, before any other hook of this
   * relation.
   */
  followUp: string | undefined
  /** The version of the remote application's databag that a hook last saw; 0 means none. */
  appVersion: number
  /** Remote databags as this agent last read them, cached between hooks (Juju: `uniter/runner/context/cache.go`). */
  readonly cache: Map<string, ReadonlyMap<string, string>>
}

/**
 * A pending hook: queued to run next, failed and waiting for its retry (`error`), or killed from outside and
 * delayed (`held`).
 */
export interface PendingHook {
  readonly hook: Hook
  state: "queued" | "error" | "held"
  failures: number
  /** When it last failed. */
  failed?: Date
}

/** A unit: the progress of its agent, and what Juju stores for it. */
export interface UnitState {
  readonly name: string
  readonly application: string
  readonly number: number
  readonly machine: string
  /** The unit next to which a subordinate runs, on the same machine; undefined for other units. */
  readonly principal: string | undefined
  /** The address of the machine. */
  readonly address: string
  life: "alive" | "dying" | "dead"
  installed: boolean
  started: boolean
  stopped: boolean
  /** Whether the agent has accepted leadership: leader-elected has run, or is the pending hook. */
  leading: boolean
  leaderSettingsVersion: number | undefined
  configVersion: number | undefined
  charmRevision: number
  /** The application's `charmModified` for which the unit has run upgrade-charm. */
  charmModified: number
  updateStatusDue: boolean
  pending: PendingHook | undefined
  readonly relations: Map<number, UnitRelationState>
  readonly charmState: Map<string, string>
  readonly openPorts: Set<string>
  workloadStatus: StatusInfo
  agentStatus: StatusInfo
  workloadVersion: string
  /**
   * The unit's agent was restarted. A real one then no longer knows the other side of its relations: broken has an
   * empty JUJU_REMOTE_APP, and runs for peer relations, too (observed on 4.0.15). Only tests set it.
   */
  agentRestarted?: true
  /** The operator removes the unit by force: a failed hook counts as done. */
  ignoresFailures?: true
  /** Whether the charm has ever set a status; until then the agent sets it. */
  statusSet: boolean
}

export interface NewUnit {
  readonly application: string
  readonly number: number
  readonly machine: string
  readonly principal?: string | undefined
  readonly address: string
  readonly charmRevision: number
  readonly charmModified?: number
}

/** Creates a unit that has run no hook. */
export function newUnit(unit: NewUnit): UnitState {
  return {
    charmModified: 0,
    principal: undefined,
    ...unit,
    name: `${unit.application}/${unit.number}`,
    life: "alive",
    installed: false,
    started: false,
    stopped: false,
    leading: false,
    leaderSettingsVersion: undefined,
    configVersion: undefined,
    updateStatusDue: false,
    pending: undefined,
    relations: new Map(),
    charmState: new Map(),
    openPorts: new Set(),
    workloadStatus: statusInfo("waiting", "waiting for machine"),
    agentStatus: statusInfo("allocating"),
    workloadVersion: "",
    statusSet: false,
  }
}

/** Creates the agent's state of a relation before its first hook. */
export function newUnitRelation(): UnitRelationState {
  return {
    created: false,
    broken: false,
    members: new Map(),
    followUp: undefined,
    appVersion: 0,
    cache: new Map(),
  }
}

/** Compares units for sorting: `app/2` before `app/10`. */
export function byUnitName(a: UnitState, b: UnitState): number {
  return a.application === b.application ? a.number - b.number : a.application < b.application ? -1 : 1
}

/**
 * Returns the principal unit of a unit, which is its own if it is not a subordinate: units that share it see each other in
 * relations of the scope "container".
 */
export function containerOf({ name, principal }: UnitState): string {
  return principal ?? name
}
