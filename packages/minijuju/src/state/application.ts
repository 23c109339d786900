import type { Charm } from "./charm.ts"
import type { ResourceState } from "./resource.ts"
import { emptySettings, type Settings } from "./settings.ts"
import type { StatusInfo } from "./status.ts"
import type { StorageDirective } from "./storage.ts"
import type { UnitState } from "./unit.ts"

/** The value of a charm's option. */
export type ConfigValue = string | number | boolean

/** An application with its units. */
export interface ApplicationState {
  readonly name: string
  charm: Charm
  charmRevision: number
  /** How often the operator has supplied new content of a resource. */
  charmModified: number
  life: "alive" | "dying"
  /** Only values that the operator set; defaults come from the charm. */
  readonly config: Map<string, ConfigValue>
  configVersion: number
  /** What each new unit gets of each storage. */
  readonly storage: Map<string, Required<StorageDirective>>
  /** Content of resources, by name; without those for which there is none yet. */
  readonly resources: Map<string, ResourceState>
  leader: string | undefined
  readonly leaderSettings: Settings
  /** Set by the leader; undefined means that it is derived from the units. */
  status: StatusInfo | undefined
  readonly units: Map<string, UnitState>
  nextUnit: number
}

/** An application without units. */
export function newApplication(name: string, charm: Charm): ApplicationState {
  return {
    name,
    charm,
    charmRevision: 0,
    charmModified: 0,
    life: "alive",
    config: new Map(),
    configVersion: 1,
    storage: new Map(),
    resources: new Map(),
    leader: undefined,
    leaderSettings: emptySettings(),
    status: undefined,
    units: new Map(),
    nextUnit: 0,
  }
}
