import type { CloudSpec, JsonObject } from "@charmkit/ops"
import type { NetworkInfo } from "@charmkit/ops/hook-tools"

/** The content of a databag. */
export type DatabagContent = Readonly<Record<string, string>>

/** A status as Juju shows it. `unknown` until the charm has set one. */
export interface StatusOf {
  readonly status: "unknown" | "active" | "blocked" | "maintenance" | "waiting" | "error"
  readonly message: string
}

/** A relation with another application, as the tested unit sees it. Create one with `relation()`. */
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

/** The peer relation of an application. Create one with `peerRelation()`. */
export interface PeerRelation {
  readonly kind: "peer"
  readonly endpoint: string
  readonly id: number
  readonly localAppData: DatabagContent
  readonly localUnitData: DatabagContent
  /** The other units by number, without the tested unit. */
  readonly peersData: Readonly<Record<number, DatabagContent>>
}

/** Either kind of relation. */
export type AnyRelation = Relation | PeerRelation

/** A Juju secret, as the tested unit sees it. Create one with `secret()`. */
export interface Secret {
  /** Including the prefix `secret:`. */
  readonly id: string
  /** `app` or `unit` for a secret of the tested charm; otherwise the name of the application or unit that owns it. */
  readonly owner: string
  /** The owner's label; for another owner's secret, the label that this unit has given it. */
  readonly label: string
  readonly description: string
  readonly rotate: string
  /** When the latest revision expires (ISO 8601). */
  readonly expire: string | null
  /** By number; the highest is the latest. */
  readonly revisions: Readonly<Record<number, DatabagContent>>
  /** The revision that this unit reads; null until it has read the secret for the first time. Owners track revisions, too. */
  readonly tracked: number | null
  /** Applications and units that may read it, each with the id of the relation that limits the grant. */
  readonly grants: Readonly<Record<string, number>>
}

/** A storage instance that is attached to the tested unit. Create one with `storage()`. */
export interface Storage {
  /** As the charm declares it: `data`. */
  readonly name: string
  /** 0 for `data/0` */
  readonly index: number
  readonly kind: "filesystem" | "block"
  /** A path, or a device. */
  readonly location: string
}

/** An event that a handler has deferred. */
export interface DeferredEvent {
  /** The event's path with its number: `MyCharm/on/config_changed[1]`. */
  readonly event: string
  readonly data: JsonObject
  /** The path of the object whose method handles it: `MyCharm`, `MyCharm/Lib[db]`. */
  readonly observer: string
  readonly method: string
}

/** Everything that Juju provides to one unit of a charm and stores for it: plain frozen data, to compare with `toEqual`. */
export interface State {
  readonly leader: boolean
  /** Options that the operator has set; the charm also sees the defaults. */
  readonly config: Readonly<Record<string, string | number | boolean>>
  /** Sorted by id. */
  readonly relations: readonly AnyRelation[]
  readonly secrets: readonly Secret[]
  /** `80/tcp`, `8000-8080/udp`, `icmp`; with a space and an endpoint if it is open for that endpoint only: `80/tcp db`. */
  readonly openedPorts: readonly string[]
  /** Planned number of units of the application. */
  readonly plannedUnits: number
  readonly model: { readonly name: string; readonly uuid: string }
  /** The unit's address, on every network that `networks` does not have. */
  readonly address: string
  /** What network-get says, by endpoint or extra binding. Create one with `network()`. */
  readonly networks: Readonly<Record<string, NetworkInfo>>
  /** Paths of the resources' files, by name. The operator has supplied no others. */
  readonly resources: Readonly<Record<string, string>>
  readonly storages: readonly Storage[]
  /** What credential-get says; null if the application is not trusted. */
  readonly cloudSpec: CloudSpec | null
  readonly unitStatus: StatusOf
  readonly appStatus: StatusOf
  readonly workloadVersion: string
  /** Oldest first. */
  readonly deferred: readonly DeferredEvent[]
  /** By path: `MyCharm/LBProvider[lb-provider]/StoredStateData[_stored]`. */
  readonly storedState: Readonly<Record<string, JsonObject>>
}

/** A state to start from. Missing fields have the values of a fresh unit. */
export type StateInput = Partial<State>
