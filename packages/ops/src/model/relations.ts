import { relationIds } from "../hook-tools.ts"
import type { EndpointMetadata } from "../metadata.ts"
import { declaredIn, ModelError, TooManyRelatedAppsError } from "./errors.ts"
import type { RelationContext } from "./juju-context.ts"
import { Relation, type RelationServices } from "./relation.ts"

/** The relations of all endpoints. Their ids are read per endpoint, on first use. */
export class Relations {
  readonly #services: RelationServices
  readonly #endpoints: Readonly<Record<string, EndpointMetadata>>
  readonly #hook: RelationContext | undefined
  readonly #listed = new Map<string, readonly Relation[]>()
  readonly #known = new Map<string, Relation>()

  constructor(
    services: RelationServices,
    endpoints: Readonly<Record<string, EndpointMetadata>>,
    hook: RelationContext | undefined,
  ) {
    this.#services = services
    this.#endpoints = endpoints
    this.#hook = hook
  }

  /** Returns relations by id, without the one whose `-relation-broken` hook runs: for the charm it has ended. */
  list(name: string): readonly Relation[] {
    const endpoint = declaredIn(this.#endpoints, "endpoint", name)
    let relations = this.#listed.get(name)
    if (relations === undefined) {
      const broken = this.#hook?.broken === true && this.#hook.endpoint === name ? this.#hook.id : undefined
      relations = relationIds(this.#services.runner, name)
        .filter((id) => id !== broken)
        .sort((a, b) => a - b)
        .map((id) => this.#open(endpoint, id, true))
      this.#listed.set(name, Object.freeze(relations))
    }
    return relations
  }

  /** @throws TooManyRelatedAppsError if there are several */
  single(name: string): Relation | undefined {
    const relations = this.list(name)
    if (relations.length > 1) throw new TooManyRelatedAppsError(name, relations.length)
    return relations[0]
  }

  /** Never undefined: an id that Juju does not list gives a relation that is not active and has no data. */
  byId(name: string, id: number): Relation {
    const endpoint = declaredIn(this.#endpoints, "endpoint", name)
    if (!Number.isInteger(id)) throw new ModelError(`the id of a relation is an integer, not ${String(id)}`)
    // The relation of the running hook exists; no call is needed.
    if (this.#isOfHook(name, id)) return this.#open(endpoint, id, true)
    const listed = this.list(name).find((relation) => relation.id === id)
    return listed ?? this.#open(endpoint, id, false)
  }

  #open(endpoint: EndpointMetadata, id: number, exists: boolean): Relation {
    const ref = `${endpoint.name}:${id}`
    const known = this.#known.get(ref)
    if (known !== undefined) return known
    const hook = this.#isOfHook(endpoint.name, id) ? this.#hook : undefined
    const relation = new Relation(this.#services, { endpoint, id, exists, hook })
    this.#known.set(ref, relation)
    return relation
  }

  #isOfHook(name: string, id: number): boolean {
    return this.#hook?.endpoint === name && this.#hook.id === id
  }
}
