import type { CharmBase, Relation, Unit } from "@charmkit/ops"
import { PublishedData, ReceivedData } from "./views.ts"

/** A unit at the other end of a relation. */
export class EndpointUnit {
  readonly name: string
  readonly relation: EndpointRelation
  /** The data that this unit has published. */
  readonly received: ReceivedData

  constructor(relation: EndpointRelation, of: Relation, unit: Unit) {
    this.relation = relation
    this.name = unit.name
    this.received = new ReceivedData(of.data(unit))
  }
}

/** One relation of an endpoint. */
export class EndpointRelation {
  readonly id: number
  readonly #charm: CharmBase
  readonly #relation: Relation
  readonly #leaving: string | undefined

  /** @param leaving the unit whose departed hook runs; it is left out of `units` */
  constructor(charm: CharmBase, relation: Relation, leaving: string | undefined) {
    this.id = relation.id
    this.#charm = charm
    this.#relation = relation
    this.#leaving = leaving
  }

  /** The application at the other end. Undefined only if Juju does not name it. */
  get applicationName(): string | undefined {
    return this.#relation.app?.name
  }

  /** The units at the other end that have joined, by number. */
  get units(): readonly EndpointUnit[] {
    return this.#relation.units
      .filter(({ name }) => name !== this.#leaving)
      .map((unit) => new EndpointUnit(this, this.#relation, unit))
  }

  unit(name: string): EndpointUnit | undefined {
    return this.units.find((unit) => unit.name === name)
  }

  /** The data that the application at the other end has published. Undefined only if Juju does not name the application. */
  get received(): ReceivedData | undefined {
    const { app } = this.#relation
    return app === undefined ? undefined : new ReceivedData(this.#relation.data(app))
  }

  /** The data that this unit publishes. */
  get toPublish(): PublishedData {
    return new PublishedData(this.#relation.data(this.#charm.unit))
  }

  /** The data that this application publishes. Leader only. */
  get toPublishApp(): PublishedData {
    return new PublishedData(this.#relation.data(this.#charm.app))
  }
}
