import type { EndpointMetadata } from "@charmkit/ops/metadata"
import type { RelationLink } from "./cross-model.ts"
import { emptySettings, type Settings } from "./settings.ts"

/** One end of a relation: the application, and the endpoint that its charm declares. */
export interface RelationEndpoint extends EndpointMetadata {
  readonly application: string
}

/** A unit's part of a relation: its databag, and whether the other side sees the unit. */
export interface RelationUnit {
  inScope: boolean
  readonly settings: Settings
}

/** A relation with the databags of all its applications and units. */
export interface RelationState {
  readonly id: number
  /** One endpoint for a peer relation, otherwise requirer first and provider second. */
  readonly endpoints: readonly RelationEndpoint[]
  life: "alive" | "dying"
  readonly applications: Map<string, Settings>
  readonly units: Map<string, RelationUnit>
  /** Set if one application is in another model. */
  readonly link?: RelationLink
  /** The reason, maybe empty, for which the operator has suspended the relation; undefined: it is not. */
  suspended?: string | undefined
}

/** A model's relations by id, which are found by application, too: a model may have many. */
export class Relations extends Map<number, RelationState> {
  readonly #byApplication = new Map<string, Set<RelationState>>()

  constructor(relations: Iterable<readonly [number, RelationState]> = []) {
    super()
    for (const [id, relation] of relations) this.set(id, relation)
  }

  override set(id: number, relation: RelationState): this {
    for (const { application } of relation.endpoints) {
      const known = this.#byApplication.get(application)
      if (known === undefined) this.#byApplication.set(application, new Set([relation]))
      else known.add(relation)
    }
    return super.set(id, relation)
  }

  override delete(id: number): boolean {
    const relation = this.get(id)
    for (const { application } of relation?.endpoints ?? []) {
      const known = this.#byApplication.get(application)
      if (relation !== undefined) known?.delete(relation)
      if (known?.size === 0) this.#byApplication.delete(application)
    }
    return super.delete(id)
  }

  /** Returns the relations of an application, in the order in which they were added. */
  of(application: string): readonly RelationState[] {
    return [...(this.#byApplication.get(application) ?? [])]
  }
}

/**
 * Creates a relation that no unit has entered. If one endpoint has the scope "container", both get it (Juju:
 * `addRelationOps` in `state/state.go`).
 */
export function newRelation(id: number, ends: readonly RelationEndpoint[]): RelationState {
  const contained = ends.some(({ scope }) => scope === "container")
  const endpoints = contained ? ends.map((end) => ({ ...end, scope: "container" as const })) : ends
  return {
    id,
    endpoints,
    life: "alive",
    applications: new Map(endpoints.map((endpoint) => [endpoint.application, emptySettings()])),
    units: new Map(),
  }
}

/** Whether units leave the relation and none enters it: it is being removed, or suspended. */
export function isEnding(relation: RelationState): boolean {
  return relation.life === "dying" || relation.suspended !== undefined
}

/** Whether the relation is a peer relation. */
export function isPeer(relation: RelationState): boolean {
  return relation.endpoints.length === 1
}

/** Whether units see only those of the other side that run next to the same principal. */
export function isContained(relation: RelationState): boolean {
  const { endpoints } = relation
  return endpoints[0]?.scope === "container" && endpoints.at(-1)?.scope === "container"
}

/** The endpoint that every application provides without declaring it. It runs no hooks. */
export const JUJU_INFO: EndpointMetadata = {
  name: "juju-info",
  role: "provides",
  interfaceName: "juju-info",
  scope: "global",
  optional: false,
}

/** Whether an endpoint is the implicit {@link JUJU_INFO}. */
export function isImplicit({ name, role, interfaceName }: EndpointMetadata): boolean {
  return name === JUJU_INFO.name && role === JUJU_INFO.role && interfaceName === JUJU_INFO.interfaceName
}

/** Whether an application takes part in a relation by its implicit endpoint. */
export function isSilent({ endpoints }: RelationState, application: string): boolean {
  const provider = endpoints[1]
  return provider !== undefined && isImplicit(provider) && provider.application === application
}

/** Formats Juju's key of a relation: `app:db mysql:database`. */
export function relationKey(relation: RelationState): string {
  return relation.endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(" ")
}

export function localEndpoint(relation: RelationState, application: string): RelationEndpoint | undefined {
  return relation.endpoints.find((endpoint) => endpoint.application === application)
}

/** Returns the endpoint of the other side; for a peer relation, that of the application itself. */
export function remoteEndpoint(relation: RelationState, application: string): RelationEndpoint | undefined {
  if (isPeer(relation)) return localEndpoint(relation, application)
  return relation.endpoints.find((endpoint) => endpoint.application !== application)
}
