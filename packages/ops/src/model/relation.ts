import {
  type HookToolRunner,
  isPermissionDenied,
  isRelationNotFound,
  type RelationRef,
  refusalOf,
  relationApp,
  relationGet,
  relationList,
} from "../hook-tools.ts"
import type { EndpointMetadata } from "../metadata.ts"
import { Application } from "./application.ts"
import { Databag, type DatabagContent } from "./databag.ts"
import { type DatabagRules, databagRules } from "./databag-rules.ts"
import type { Entities } from "./entities.ts"
import { ModelError } from "./errors.ts"
import type { RelationContext } from "./juju-context.ts"
import type { Leadership } from "./leadership.ts"
import type { PendingWrites } from "./pending-writes.ts"
import { compareUnits, Unit } from "./unit.ts"

/** Services shared by all relations. */
export interface RelationServices {
  readonly runner: HookToolRunner
  readonly entities: Entities
  readonly leadership: Leadership
  readonly pending: PendingWrites
}

export interface RelationOptions {
  readonly endpoint: EndpointMetadata
  readonly id: number
  /** Whether Juju lists the relation or runs one of its hooks. */
  readonly exists: boolean
  /** The hook's environment, if this is a hook of the relation. */
  readonly hook: RelationContext | undefined
}

/** One relation of an endpoint of this charm. Each part is read on first use, once per dispatch. */
export class Relation {
  /** The name of the endpoint. */
  readonly name: string
  readonly id: number
  readonly isPeer: boolean
  /** @internal */
  readonly services: RelationServices
  readonly #options: RelationOptions
  readonly #bags = new Map<Unit | Application, Databag>()
  #exists: boolean
  #units: readonly Unit[] | undefined
  #app: Application | undefined

  constructor(services: RelationServices, options: RelationOptions) {
    this.services = services
    this.#options = options
    this.#exists = options.exists
    this.name = options.endpoint.name
    this.id = options.id
    this.isPeer = options.endpoint.role === "peers"
  }

  /** False in the relation's `-relation-broken` hook, and for removed relations (which a deferred event can name). */
  get active(): boolean {
    return this.#exists && this.#options.hook?.broken !== true
  }

  /**
   * The application at the other end; in a peer relation this unit's own. Undefined when Juju no longer knows it.
   * Taken from the units if they were read, else from the hook's environment, else from one call.
   */
  get app(): Application | undefined {
    const { entities } = this.services
    if (this.isPeer) return entities.app
    if (this.#app === undefined) {
      const name = this.#units?.[0]?.app.name ?? this.#hookApp() ?? this.#askApp()
      if (name !== undefined) this.#app = entities.getApp(name)
    }
    return this.#app
  }

  /** The units at the other end that have joined (in a peer relation: the other units), in numeric order. */
  get units(): readonly Unit[] {
    if (this.#units === undefined) {
      const names = this.#ask(() => relationList(this.services.runner, this.ref), isRefused) ?? []
      this.#units = names.map((name) => this.services.entities.getUnit(name)).sort(compareUnits)
    }
    return this.#units
  }

  /**
   * Returns the databag of this unit or its application, of `app`, or of a unit of `app`. It is empty if the unit is not in the relation
   * (any more), except in the hook in which it leaves.
   * @throws ModelError for units of other applications, and other applications
   */
  data(entity: Unit | Application): Databag {
    const known = this.#bags.get(entity)
    if (known !== undefined) return known
    const bag = this.#openDatabag(entity, this.#isMember(entity))
    this.#bags.set(entity, bag)
    return bag
  }

  /** Sets the application of a removed relation, which only a deferred event still knows. */
  rememberApp(app: Application): void {
    this.#app ??= app
  }

  /** @internal `db:7` */
  get ref(): RelationRef {
    return `${this.name}:${this.id}`
  }

  #hookApp(): string | undefined {
    const { hook } = this.#options
    if (hook?.remoteApp !== undefined) return hook.remoteApp
    return hook?.remoteUnit?.split("/")[0]
  }

  #askApp(): string | undefined {
    return this.#ask(() => relationApp(this.services.runner, this.ref), isRefused)
  }

  #ask<T>(question: () => T, isGone: (error: unknown) => boolean = isRelationNotFound): T | undefined {
    if (!this.#exists) return undefined
    try {
      return question()
    } catch (error) {
      if (!isGone(error)) throw error
      this.#exists = false
      return undefined
    }
  }

  #isMember(entity: unknown): boolean {
    const { entities } = this.services
    if (!(entity instanceof Unit) && !(entity instanceof Application)) {
      throw new ModelError(`relation.data takes a unit or an application, not ${typeof entity}`)
    }
    if (entity === entities.unit || entity === entities.app || entity === this.app) return true
    if (entity instanceof Unit) {
      const { hook } = this.#options
      if (entity.name === hook?.remoteUnit || entity.name === hook?.departingUnit) return true
      if (this.units.includes(entity)) return true
      // A deferred event can name a unit that has left: an error would fail every later hook.
      if (entity.app === this.app) return false
    }
    const known = [entities.unit, entities.app, this.app, ...this.units].map((one) => one?.name ?? "?")
    throw new ModelError(
      `${entity.name} has no data in the relation ${this.ref}; databags exist for: ${[...new Set(known)].join(", ")}`,
    )
  }

  #openDatabag(entity: Unit | Application, isMember: boolean): Databag {
    const { entities, leadership, pending } = this.services
    const app = entity instanceof Application
    const rules = databagRules({
      entity,
      unit: entities.unit,
      app: entities.app,
      peer: this.isPeer,
      leadership,
    })
    let staged = false
    const bag: Databag = new Databag({
      label: `relation ${this.ref}, ${app ? "application" : "unit"} ${entity.name}`,
      rules: this.#refuseWritesIfGone(rules),
      read: () => (isMember ? this.#read(entity) : { state: "gone" }),
      onStaged: () => {
        if (!staged) pending.add({ relationId: this.id, ref: this.ref, app, bag })
        staged = true
      },
    })
    return bag
  }

  /** Refuses writes to a removed relation at the line that makes them. Juju would refuse them only at the end of the hook. */
  #refuseWritesIfGone(rules: DatabagRules): DatabagRules {
    return {
      ...rules,
      writeRefusal: () =>
        this.#exists
          ? rules.writeRefusal()
          : `the relation ${this.ref} does not exist any more, or not for this unit: nothing can be written to it`,
    }
  }

  #read(entity: Unit | Application): DatabagContent {
    const app = entity instanceof Application
    try {
      const content = this.#ask(() => relationGet(this.services.runner, this.ref, entity.name, { app }))
      if (content === undefined) return { state: "gone" }
      return { state: "read", values: new Map(Object.entries(content)) }
    } catch (error) {
      const reason = refusalOf(error)
      if (reason !== undefined && isPermissionDenied(error)) {
        // By the rules this unit may read it: Juju has forgotten the relation, or another unit leads now.
        if (entity.isOwn) this.#exists = false
        return { state: "denied", reason }
      }
      // A failure to read a remote databag must not affect others; the own databag must be readable.
      if (reason !== undefined && !entity.isOwn) return { state: "refused", reason }
      throw error
    }
  }
}

/** Whether Juju refuses to list a relation's members. The relation is then treated as removed, whatever the message. */
const isRefused = (error: unknown): boolean => refusalOf(error) !== undefined
