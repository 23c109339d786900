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

/** What relations share. */
export interface RelationServices {
  readonly runner: HookToolRunner
  readonly entities: Entities
  readonly leadership: Leadership
  readonly pending: PendingWrites
}

export interface RelationOptions {
  readonly endpoint: EndpointMetadata
  readonly id: number
  /** Juju lists it, or its hook is running. */
  readonly exists: boolean
  /** What Juju said about this relation in the environment, in one of its hooks. */
  readonly hook: RelationContext | undefined
}

/** One relation of an endpoint of this charm. Everything is read when first asked, once per dispatch. */
export class Relation {
  /** The name of the endpoint. */
  readonly name: string
  readonly id: number
  readonly isPeer: boolean
  readonly #services: RelationServices
  readonly #options: RelationOptions
  readonly #bags = new Map<Unit | Application, Databag>()
  #exists: boolean
  #units: readonly Unit[] | undefined
  #app: Application | undefined

  constructor(services: RelationServices, options: RelationOptions) {
    this.#services = services
    this.#options = options
    this.#exists = options.exists
    this.name = options.endpoint.name
    this.id = options.id
    this.isPeer = options.endpoint.role === "peers"
  }

  /** False in `-relation-broken` of this relation, and for relations that are gone (a deferred event can bring one up). */
  get active(): boolean {
    return this.#exists && this.#options.hook?.broken !== true
  }

  /**
   * The application at the other end; the own one in a peer relation. Undefined when Juju cannot tell any more.
   * From the units if they were asked for, else from the hook's environment, else one call.
   */
  get app(): Application | undefined {
    const { entities } = this.#services
    if (this.isPeer) return entities.app
    if (this.#app === undefined) {
      const name = this.#units?.[0]?.app.name ?? this.#hookApp() ?? this.#askApp()
      if (name !== undefined) this.#app = entities.getApp(name)
    }
    return this.#app
  }

  /** The units at the other end that have joined (in a peer relation: the others), in numeric order. */
  get units(): readonly Unit[] {
    if (this.#units === undefined) {
      const names = this.#ask(() => relationList(this.#services.runner, this.#ref), isRefused) ?? []
      this.#units = names.map((name) => this.#services.entities.getUnit(name)).sort(compareUnits)
    }
    return this.#units
  }

  /**
   * The databag of the own unit or application, of a unit in `units`, of `app`, or of the unit that is leaving.
   * @throws ModelError for anyone else
   */
  data(entity: Unit | Application): Databag {
    const known = this.#bags.get(entity)
    if (known !== undefined) return known
    this.#checkEntity(entity)
    const bag = this.#openDatabag(entity)
    this.#bags.set(entity, bag)
    return bag
  }

  /** For relations that are gone: the application is known from a deferred event only. */
  rememberApp(app: Application): void {
    this.#app ??= app
  }

  get #ref(): RelationRef {
    return `${this.name}:${this.id}`
  }

  #hookApp(): string | undefined {
    const { hook } = this.#options
    if (hook?.remoteApp !== undefined) return hook.remoteApp
    return hook?.remoteUnit?.split("/")[0]
  }

  #askApp(): string | undefined {
    return this.#ask(() => relationApp(this.#services.runner, this.#ref), isRefused)
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

  #checkEntity(entity: unknown): void {
    const { entities } = this.#services
    if (!(entity instanceof Unit) && !(entity instanceof Application)) {
      throw new ModelError(`relation.data takes a unit or an application, not ${typeof entity}`)
    }
    if (entity === entities.unit || entity === entities.app || entity === this.app) return
    if (entity instanceof Unit) {
      const { hook } = this.#options
      if (entity.name === hook?.remoteUnit || entity.name === hook?.departingUnit) return
      if (this.units.includes(entity)) return
      // Nobody is listed in a relation that is gone; its data are empty, not an error.
      if (!this.#exists && entity.app === this.app) return
    }
    const known = [entities.unit, entities.app, this.app, ...this.units].map((one) => one?.name ?? "?")
    throw new ModelError(
      `${entity.name} has no data in the relation ${this.#ref}; those who have: ${[...new Set(known)].join(", ")}`,
    )
  }

  #openDatabag(entity: Unit | Application): Databag {
    const { entities, leadership, pending } = this.#services
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
      label: `relation ${this.#ref}, ${app ? "application" : "unit"} ${entity.name}`,
      rules: this.#whileItExists(rules),
      read: () => this.#read(entity),
      onStaged: () => {
        if (!staged) pending.add({ relationId: this.id, ref: this.#ref, app, bag })
        staged = true
      },
    })
    return bag
  }

  /** Juju would refuse the write only at the end of the hook, far from the line that made it. */
  #whileItExists(rules: DatabagRules): DatabagRules {
    return {
      ...rules,
      writeRefusal: () =>
        this.#exists
          ? rules.writeRefusal()
          : `the relation ${this.#ref} does not exist any more: nothing can be written to it`,
    }
  }

  #read(entity: Unit | Application): DatabagContent {
    const app = entity instanceof Application
    try {
      const content = this.#ask(() => relationGet(this.#services.runner, this.#ref, entity.name, { app }))
      if (content === undefined) return { state: "gone" }
      return { state: "read", values: new Map(Object.entries(content)) }
    } catch (error) {
      const reason = refusalOf(error)
      if (reason !== undefined && isPermissionDenied(error)) return { state: "denied", reason }
      // Whatever Juju says about another's databag is a matter of that one; the own one has to be there.
      if (reason !== undefined && !entity.isOwn) return { state: "refused", reason }
      throw error
    }
  }
}

/** A relation of which Juju does not even list the members is as good as gone, in whatever words it says so. */
const isRefused = (error: unknown): boolean => refusalOf(error) !== undefined
