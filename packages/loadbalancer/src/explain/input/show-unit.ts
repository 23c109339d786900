import type { Texts } from "../../engine/documents.ts"
import type { JsonNode } from "../../wire.ts"
import { InputError } from "./read-input.ts"
import {
  bagOf,
  type NodeMap,
  otherRole,
  type RelationView,
  type Role,
  roleOfBag,
  type SideView,
  textAt,
  unitsOf,
} from "./relation.ts"

export const UNIT_NAME = /^[a-z][a-z0-9-]*\/[0-9]+$/

/** Whose databag `application-data` is: of the related application (Juju 2.9, 3.x), or the unit's own (4.x). */
export type DataOf = "related" | "own"

export interface JujuKind {
  readonly dataOf: DataOf
  /** How it is known. */
  readonly by: "option" | "endpoint-names" | "assumption"
}

/** An entry of `relation-info`: a relation from the point of view of one unit. */
interface Entry {
  readonly id: number | undefined
  readonly crossModel: boolean
  readonly near: SideView
  readonly far: SideView
  readonly applicationData: Texts
}

export interface ShownRelations {
  readonly juju: JujuKind
  readonly relations: readonly RelationView[]
  /** Endpoints of relations of other interfaces. */
  readonly others: readonly string[]
}

/**
 * Reads the output of `juju show-unit`. What several units show of one relation becomes one relation; relations of an application with
 * itself (peers) are left out.
 * @param units by name; the empty name if the output does not tell
 * @param endpoints relations of these only; empty: those that speak of load balancers
 * @throws InputError
 */
export function readShowUnit(
  units: NodeMap,
  chosen: DataOf | undefined,
  endpoints: readonly string[],
): ShownRelations {
  const entries = [...units].flatMap(([unit, view]) => entriesOf(unit, view))
  const juju = jujuKind(entries, chosen)
  const merged = new Map<unknown, Entry>()
  for (const entry of entries) {
    const { id, near, far } = entry
    const shown = withBag(entry, juju.dataOf)
    // Another model counts its relations by itself.
    const key =
      id === undefined || entry.crossModel ? entry : [id, ...[near.endpoint, far.endpoint].sort()].join()
    merged.set(key, merge(merged.get(key) ?? shown, shown))
  }
  const all = [...merged.values()]
  const wanted = all.filter((entry) => isWanted(entry, endpoints))
  const others = all.filter((entry) => !wanted.includes(entry)).map(({ near }) => near.endpoint ?? "")
  return { juju, relations: wanted.map(asRelation), others: [...new Set(others)].sort() }
}

function entriesOf(unit: string, view: JsonNode): readonly Entry[] {
  const info = (view instanceof Map ? view.get("relation-info") : undefined) ?? []
  if (!Array.isArray(info)) throw new InputError(`${unit}: "relation-info" has to be a list`)
  return info
    .map((entry, index) => {
      if (entry instanceof Map) return readEntry(unit, entry)
      throw new InputError(`${unit}: "relation-info" ${index} has to be an object`)
    })
    .filter(({ near, far }) => near.endpoint !== far.endpoint || near.application !== far.application)
}

function readEntry(unit: string, entry: NodeMap): Entry {
  const id = entry.get("relation-id")
  const endpoint = textAt(entry, "endpoint") ?? ""
  const related = entry.get("related-units")
  const units = unitsOf(related instanceof Map ? related : new Map(), (one) =>
    one instanceof Map ? one.get("data") : undefined,
  )
  return {
    id: typeof id === "number" ? id : undefined,
    crossModel: entry.get("cross-model") === true,
    near: { application: applicationOf(unit), endpoint, unit: unit || undefined },
    far: {
      application: applicationOf(units[0]?.name),
      endpoint: textAt(entry, "related-endpoint") ?? "",
      units,
      unit: units[0]?.name,
    },
    applicationData: bagOf(entry.get("application-data"), `${unit}, endpoint ${endpoint}, application-data`),
  }
}

const applicationOf = (unit: string | undefined) => unit?.slice(0, unit.lastIndexOf("/")) || undefined

/**
 * The output does not name the version of Juju. It follows from conventional names of endpoints: a databag with requests that a unit with
 * the endpoint `lb-consumers` shows comes from the other side.
 */
function jujuKind(entries: readonly Entry[], chosen: DataOf | undefined): JujuKind {
  if (chosen !== undefined) return { dataOf: chosen, by: "option" }
  const votes = new Set(
    entries.flatMap(({ applicationData, near, far }): DataOf[] => {
      const [bag, unit] = [roleOfBag(applicationData), roleOfEndpoints(near, far)]
      return bag === undefined || unit === undefined ? [] : [bag === unit ? "own" : "related"]
    }),
  )
  const [vote] = votes
  return votes.size === 1 && vote !== undefined
    ? { dataOf: vote, by: "endpoint-names" }
    : { dataOf: "related", by: "assumption" }
}

function withBag(entry: Entry, dataOf: DataOf): Entry {
  const { near, far, applicationData: bag } = entry
  return dataOf === "own" ? { ...entry, near: { ...near, bag } } : { ...entry, far: { ...far, bag } }
}

function merge(known: Entry, { near, far }: Entry): Entry {
  const isMirrored =
    known.near.endpoint === far.endpoint &&
    (near.endpoint !== far.endpoint || known.near.application !== near.application)
  const [ours, theirs] = isMirrored ? [far, near] : [near, far]
  return { ...known, near: mergeSide(known.near, ours), far: mergeSide(known.far, theirs) }
}

function mergeSide(a: SideView, b: SideView): SideView {
  return {
    application: a.application ?? b.application,
    endpoint: a.endpoint,
    bag: a.bag ?? b.bag,
    units: a.units ?? b.units,
    unit: a.unit ?? b.unit,
  }
}

function isWanted({ near, far }: Entry, endpoints: readonly string[]): boolean {
  const names = [near.endpoint ?? "", far.endpoint ?? ""]
  if (endpoints.length > 0) return names.some((name) => endpoints.includes(name))
  return (
    (roleOfBag(near.bag) ?? roleOfBag(far.bag)) !== undefined ||
    names.some((name) => /(^|-)lb(-|$)|load-?balancer/i.test(name))
  )
}

function asRelation({ id, near, far }: Entry): RelationView {
  const farRole = roleOfBag(far.bag)
  const byFar = farRole === undefined ? undefined : otherRole(farRole)
  const role = roleOfBag(near.bag) ?? byFar ?? roleOfEndpoints(near, far) ?? "consumer"
  return role === "consumer" ? { id, consumer: near, provider: far } : { id, consumer: far, provider: near }
}

/** Charms name an endpoint after the other side: `lb-provider` is the consumer's. Undefined if the names do not tell. */
function roleOfEndpoints(near: SideView, far: SideView): Role | undefined {
  const [own, related] = [near, far].map(({ endpoint = "" }) => roleByName(endpoint))
  if (own !== undefined) return own === related ? undefined : own
  return related === undefined ? undefined : otherRole(related)
}

function roleByName(endpoint: string): Role | undefined {
  if (/consumer/i.test(endpoint)) return "provider"
  return /provider/i.test(endpoint) ? "consumer" : undefined
}
