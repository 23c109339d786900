import type { Charm } from "./charm.ts"
import type { ResourceState } from "./resource.ts"
import { emptySettings, type Settings } from "./settings.ts"
import type { StatusInfo } from "./status.ts"
import type { StorageDirective } from "./storage.ts"
import type { UnitState } from "./unit.ts"

/** The value of a charm's option. */
export type ConfigValue = string | number | boolean

/** A charm as it was found, and the channel in which the next one is looked for. */
export interface FollowedCharm {
  readonly name: string
  /** In full: `14/stable`. */
  readonly channel: string
}

/** What identifies a charm that was found by its name, as one from Charmhub. */
export interface CharmRelease extends FollowedCharm {
  readonly revision: number
}
/** From where the ports of an endpoint may be reached. */
export interface ExposedEndpoint {
  readonly spaces: readonly string[]
  readonly cidrs: readonly string[]
}

/** What the operator demands of machines, by key, in the form in which Juju prints it: `mem=4096M`. */
export type Constraints = Readonly<Record<string, string>>

/** An application with its units. */
export interface ApplicationState {
  readonly name: string
  charm: Charm
  charmRevision: number
  /** Set for a charm that was deployed by a name: what a refresh looks up. */
  follows: FollowedCharm | undefined
  /** How often the operator has supplied new content of a resource. */
  charmModified: number
  /** Whether the units' new machines are isolated, also if the model's configuration does not say so. */
  isolated: boolean
  life: "alive" | "dying"
  /** Only values that the operator set; defaults come from the charm. */
  readonly config: Map<string, ConfigValue>
  configVersion: number
  /** Whether the operator trusts it with the cloud's credentials. */
  trusted: boolean
  /** Endpoints that are exposed; the empty name means all. */
  readonly exposed: Map<string, ExposedEndpoint>
  constraints: Constraints
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
    follows: undefined,
    charmModified: 0,
    isolated: false,
    life: "alive",
    config: new Map(),
    configVersion: 1,
    trusted: false,
    exposed: new Map(),
    constraints: {},
    storage: new Map(),
    resources: new Map(),
    leader: undefined,
    leaderSettings: emptySettings(),
    status: undefined,
    units: new Map(),
    nextUnit: 0,
  }
}
