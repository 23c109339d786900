import type { RelationHookKind, SecretHook, UnitHookKind } from "minijuju/state-transition"
import type { AnyRelation, Secret, Storage } from "./state.ts"

/** An event that Juju sends to the charm. Created by `context.on`. */
export type JujuEvent =
  | { readonly kind: "hook"; readonly hook: UnitHookKind }
  | RelationJujuEvent
  | SecretJujuEvent
  | StorageJujuEvent
  | ActionJujuEvent

/** An event of a relation. */
export interface RelationJujuEvent {
  readonly kind: "relation"
  readonly change: RelationHookKind
  readonly relation: AnyRelation
  /** The number of the remote unit that the event is about. */
  readonly unit: number | undefined
  readonly leaving: "remote" | "this"
}

/** An event of a secret. */
export interface SecretJujuEvent {
  readonly kind: "secret"
  readonly change: SecretHook["kind"]
  readonly secret: Secret
  readonly revision: number | undefined
}

/** An event of a storage instance. */
export interface StorageJujuEvent {
  readonly kind: "storage"
  readonly change: "attached" | "detaching"
  readonly storage: Storage
}

/** An action that the operator runs. */
export interface ActionJujuEvent {
  readonly kind: "action"
  readonly action: string
  readonly params: Readonly<Record<string, unknown>>
  readonly id: string
}

/** Options of relation events: the remote unit. */
export interface AboutUnit {
  /** Its number. Default for joined and departed: the lowest one. */
  readonly unit?: number
}

/** Creates the events that Juju can send; the methods have ops' event names. */
export class Events {
  readonly #hook = (hook: UnitHookKind): JujuEvent => Object.freeze({ kind: "hook", hook })

  install(): JujuEvent {
    return this.#hook("install")
  }
  start(): JujuEvent {
    return this.#hook("start")
  }
  stop(): JujuEvent {
    return this.#hook("stop")
  }
  remove(): JujuEvent {
    return this.#hook("remove")
  }
  updateStatus(): JujuEvent {
    return this.#hook("update-status")
  }
  configChanged(): JujuEvent {
    return this.#hook("config-changed")
  }
  upgradeCharm(): JujuEvent {
    return this.#hook("upgrade-charm")
  }
  leaderElected(): JujuEvent {
    return this.#hook("leader-elected")
  }
  leaderSettingsChanged(): JujuEvent {
    return this.#hook("leader-settings-changed")
  }

  relationCreated(relation: AnyRelation): JujuEvent {
    return relationEvent("created", relation)
  }
  relationJoined(relation: AnyRelation, about: AboutUnit = {}): JujuEvent {
    return relationEvent("joined", relation, about.unit ?? lowestUnit(relation))
  }
  /** Without a unit, the databag of the remote application has changed. */
  relationChanged(relation: AnyRelation, about: AboutUnit = {}): JujuEvent {
    return relationEvent("changed", relation, about.unit)
  }
  /** The state after it is without the unit. With `leaving: "this"` the tested unit itself leaves. */
  relationDeparted(
    relation: AnyRelation,
    about: AboutUnit & { readonly leaving?: "remote" | "this" } = {},
  ): JujuEvent {
    return relationEvent("departed", relation, about.unit ?? lowestUnit(relation), about.leaving)
  }
  /** All remote units departed earlier; the state after it is without the relation. */
  relationBroken(relation: AnyRelation): JujuEvent {
    return relationEvent("broken", relation)
  }

  /** Another owner's secret has a new revision. */
  secretChanged(secret: Secret): JujuEvent {
    return secretEvent("secret-changed", secret)
  }
  /** An own secret must be rotated. */
  secretRotate(secret: Secret): JujuEvent {
    return secretEvent("secret-rotate", secret)
  }
  /** This revision of an own secret has expired. */
  secretExpired(secret: Secret, revision: number): JujuEvent {
    return secretEvent("secret-expired", secret, revision)
  }
  /** This revision of an own secret has no readers any more. */
  secretRemove(secret: Secret, revision: number): JujuEvent {
    return secretEvent("secret-remove", secret, revision)
  }

  /** The storage instance is attached and ready to use. */
  storageAttached(storage: Storage): JujuEvent {
    return Object.freeze({ kind: "storage", change: "attached", storage })
  }
  /** The storage instance is about to be detached; the state after it is without the instance. */
  storageDetaching(storage: Storage): JujuEvent {
    return Object.freeze({ kind: "storage", change: "detaching", storage })
  }

  /** An action; its results, log and failure are in `context.action` afterwards. */
  action(action: string, params: Readonly<Record<string, unknown>> = {}, id = "1"): JujuEvent {
    return Object.freeze({ kind: "action", action, params, id })
  }
}

/** The numbers of the units on the other side, lowest first. */
export function remoteUnits(relation: AnyRelation): number[] {
  const bags = relation.kind === "peer" ? relation.peersData : relation.remoteUnitsData
  return Object.keys(bags)
    .map(Number)
    .sort((a, b) => a - b)
}

function lowestUnit(relation: AnyRelation): number | undefined {
  return remoteUnits(relation)[0]
}

function relationEvent(
  change: RelationHookKind,
  relation: AnyRelation,
  unit?: number,
  leaving: "remote" | "this" = "remote",
): JujuEvent {
  return Object.freeze({ kind: "relation", change, relation, unit, leaving })
}

function secretEvent(change: SecretHook["kind"], secret: Secret, revision?: number): JujuEvent {
  return Object.freeze({ kind: "secret", change, secret, revision })
}
