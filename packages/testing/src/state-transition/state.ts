import type { JsonObject } from "@charmkit/ops"

/** What is in a databag. */
export type DatabagContent = Readonly<Record<string, string>>

/** A status as Juju shows it. `unknown` until the charm has set one. */
export interface StatusOf {
  readonly status: "unknown" | "active" | "blocked" | "maintenance" | "waiting" | "error"
  readonly message: string
}

/** A relation with another application, as the tested unit sees it. Make one with `relation()`. */
export interface Relation {
  readonly kind: "relation"
  readonly endpoint: string
  readonly id: number
  readonly remoteApp: string
  readonly localAppData: DatabagContent
  readonly localUnitData: DatabagContent
  readonly remoteAppData: DatabagContent
  /** By unit number. */
  readonly remoteUnitsData: Readonly<Record<number, DatabagContent>>
}

/** The relation of an application with itself. Make one with `peerRelation()`. */
export interface PeerRelation {
  readonly kind: "peer"
  readonly endpoint: string
  readonly id: number
  readonly localAppData: DatabagContent
  readonly localUnitData: DatabagContent
  /** The other units, by number; the tested unit is not among them. */
  readonly peersData: Readonly<Record<number, DatabagContent>>
}

/** Either kind of relation. */
export type AnyRelation = Relation | PeerRelation

/** A Juju secret, as the tested unit sees it. Make one with `secret()`. */
export interface Secret {
  /** With `secret:` in front. */
  readonly id: string
  /** `app` or `unit` for a secret of the tested charm; otherwise the name of the application or unit that owns it. */
  readonly owner: string
  /** The owner's label, or for a secret of somebody else the one that this unit has given it. */
  readonly label: string
  readonly description: string
  readonly rotate: string
  /** When the latest revision expires, in ISO form. */
  readonly expire: string | null
  /** By number; the highest is the latest. */
  readonly revisions: Readonly<Record<number, DatabagContent>>
  /** The revision that this unit reads of somebody else's secret; null until it has read it for the first time. */
  readonly tracked: number | null
  /** Applications and units that may read it, each with the id of the relation that the grant ends with. */
  readonly grants: Readonly<Record<string, number>>
}

/** An event that a handler has deferred, for that handler. */
export interface DeferredEvent {
  /** The event's path with its number: `MyCharm/on/config_changed[1]`. */
  readonly event: string
  readonly data: JsonObject
  /** The path of the object whose method waits for it: `MyCharm`, `MyCharm/Lib[db]`. */
  readonly observer: string
  readonly method: string
}

/** Everything that Juju tells one unit of a charm, and all it keeps for it: plain frozen data, to compare with `toEqual`. */
export interface State {
  readonly leader: boolean
  /** What the operator set; the charm sees defaults beside it. */
  readonly config: Readonly<Record<string, string | number | boolean>>
  /** Sorted by id. */
  readonly relations: readonly AnyRelation[]
  readonly secrets: readonly Secret[]
  /** `80/tcp`, `8000-8080/udp`, `icmp`. */
  readonly openedPorts: readonly string[]
  /** How many units the application is to have. */
  readonly plannedUnits: number
  readonly model: { readonly name: string; readonly uuid: string }
  /** The unit's address. */
  readonly address: string
  readonly unitStatus: StatusOf
  readonly appStatus: StatusOf
  readonly workloadVersion: string
  /** Oldest first. */
  readonly deferred: readonly DeferredEvent[]
  /** By path: `MyCharm/LBProvider[lb-provider]/StoredStateData[_stored]`. */
  readonly storedState: Readonly<Record<string, JsonObject>>
}

/** A state to start from: what is not said is as in a fresh unit. */
export type StateInput = Partial<State>
