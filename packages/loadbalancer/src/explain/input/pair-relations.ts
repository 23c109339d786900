import type { DataOf } from "./juju-kind.ts"
import { otherRole, type RelationView, type Role, type SideView } from "./relation-view.ts"
import { roleOfBag, roleOfEndpoints, speaksOfLoadBalancers } from "./role.ts"
import type { RelationEntry } from "./show-unit.ts"

/** A relation from the point of view of the unit that was shown first. */
interface Pair {
  readonly id: number | undefined
  readonly near: SideView
  readonly far: SideView
}

export interface PairedRelations {
  readonly relations: readonly RelationView[]
  /** Endpoints of relations that have nothing to do with load balancers. */
  readonly others: readonly string[]
}

/** Puts together what several units show of one relation, and says which side asks and which answers. */
export function pairRelations(
  entries: readonly RelationEntry[],
  dataOf: DataOf,
  endpoints: readonly string[],
): PairedRelations {
  const pairs: Pair[] = []
  for (const entry of entries) {
    const seen = pairOf(entry, dataOf)
    const at = pairs.findIndex((pair) => !entry.crossModel && isSame(pair, seen))
    const before = pairs[at]
    if (before === undefined) pairs.push(seen)
    else pairs[at] = merge(before, seen)
  }
  const wanted = pairs.filter((pair) => isWanted(pair, endpoints))
  const others = pairs.filter((pair) => !wanted.includes(pair)).map(({ near }) => near.endpoint ?? "")
  return { relations: wanted.map(asRelation), others: [...new Set(others)].sort() }
}

function pairOf(entry: RelationEntry, dataOf: DataOf): Pair {
  const { id, application, endpoint, applicationData, relatedApplication, relatedEndpoint, relatedUnits } =
    entry
  return {
    id,
    near: { application, endpoint, bag: dataOf === "own" ? applicationData : undefined, units: undefined },
    far: {
      application: relatedApplication,
      endpoint: relatedEndpoint,
      bag: dataOf === "related" ? applicationData : undefined,
      units: relatedUnits,
    },
  }
}

function isSame(a: Pair, b: Pair): boolean {
  if (a.id === undefined || a.id !== b.id) return false
  return (
    isMirrored(a, b) || (a.near.application === b.near.application && a.near.endpoint === b.near.endpoint)
  )
}

function isMirrored(a: Pair, b: Pair): boolean {
  return (
    a.near.application !== b.near.application &&
    a.near.endpoint === b.far.endpoint &&
    a.far.endpoint === b.near.endpoint
  )
}

function merge(a: Pair, b: Pair): Pair {
  const [near, far] = isMirrored(a, b) ? [b.far, b.near] : [b.near, b.far]
  return { id: a.id, near: mergeSide(a.near, near), far: mergeSide(a.far, far) }
}

function mergeSide(a: SideView, b: SideView): SideView {
  return {
    application: a.application ?? b.application,
    endpoint: a.endpoint,
    bag: a.bag ?? b.bag,
    units: a.units ?? b.units,
  }
}

function isWanted({ near, far }: Pair, endpoints: readonly string[]): boolean {
  const names = [near.endpoint ?? "", far.endpoint ?? ""]
  if (endpoints.length > 0) return names.some((name) => endpoints.includes(name))
  return (roleOfBag(near.bag) ?? roleOfBag(far.bag)) !== undefined || names.some(speaksOfLoadBalancers)
}

function asRelation({ id, near, far }: Pair): RelationView {
  const role = nearRole(near, far)
  return role === "consumer" ? { id, consumer: near, provider: far } : { id, consumer: far, provider: near }
}

function nearRole(near: SideView, far: SideView): Role {
  const byFar = roleOfBag(far.bag)
  return (
    roleOfBag(near.bag) ??
    (byFar === undefined ? undefined : otherRole(byFar)) ??
    roleOfEndpoints(near.endpoint ?? "", far.endpoint ?? "") ??
    "consumer"
  )
}
