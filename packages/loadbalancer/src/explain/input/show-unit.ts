import type { JsonNode } from "../../wire.ts"
import { InputError } from "./read-input.ts"
import {
  bagOf,
  type NodeMap,
  otherRole,
  type RelationView,
  ROLES,
  type Role,
  roleOf,
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

/** What the user has said about the output. */
export interface Choices {
  readonly dataOf: DataOf | undefined
  /** Relations of these endpoints only; empty: those that speak of load balancers. */
  readonly endpoints: readonly string[]
}

/** A relation from the point of view of one unit, with the databag of one of its sides. */
type Entry = ReturnType<typeof readEntry>
type Pair = Omit<Entry, "bag">

/**
 * Reads the output of `juju show-unit`. What several units show of one relation becomes one relation; relations of an application with
 * itself (peers) are left out.
 * @param units by name; the empty name if the output does not tell
 * @throws InputError
 */
export function readShowUnit(units: NodeMap, { dataOf, endpoints }: Choices) {
  const entries = [...units].flatMap(([unit, view]) => entriesOf(unit, view))
  const juju = jujuKind(entries, dataOf)
  const pairs = new Map<unknown, Pair>()
  for (const entry of entries) {
    const { id, bag, near, far } = entry
    const key = id === undefined ? entry : [id, near.endpoint, far.endpoint].sort().join()
    const sides = juju.dataOf === "own" ? [{ ...near, bag }, far] : [near, { ...far, bag }]
    const before = pairs.get(key) ?? { near, far }
    // A unit of the other side sees the relation the other way round.
    const [ours, theirs] = isSame(before.near, near) ? sides : sides.reverse()
    pairs.set(key, { id, near: { ...ours, ...before.near }, far: { ...theirs, ...before.far } })
  }
  const all = [...pairs.values()]
  const wanted = all.filter((pair) => isWanted(pair, endpoints))
  const others = all.filter((pair) => !wanted.includes(pair)).map(({ near }) => near.endpoint ?? "")
  return { juju, relations: wanted.map(asRelation), leftOut: [...new Set(others)].sort() }
}

/** Both sides can have the same name for their endpoint. */
const isSame = (one: SideView, other: SideView) =>
  one.endpoint === other.endpoint && one.application === other.application

function entriesOf(unit: string, view: JsonNode): readonly Entry[] {
  const info = (view instanceof Map ? view.get("relation-info") : undefined) ?? []
  if (!Array.isArray(info)) throw new InputError(`${unit}: "relation-info" has to be a list`)
  return info
    .map((entry, index) => readEntry(unit, entry, index))
    .filter(({ near, far }) => near.endpoint !== far.endpoint || near.application !== far.application)
}

function readEntry(unit: string, entry: JsonNode, index: number) {
  if (!(entry instanceof Map)) throw new InputError(`${unit}: "relation-info" ${index} has to be an object`)
  const id = entry.get("relation-id")
  const related = entry.get("related-units")
  const units = unitsOf(related instanceof Map ? related : new Map())
  const endpoint = textAt(entry, "endpoint") ?? ""
  const near: SideView = { ...ofUnit(unit), endpoint }
  const far: SideView = {
    ...ofUnit(units[0]?.name ?? ""),
    endpoint: textAt(entry, "related-endpoint") ?? "",
    units,
  }
  return {
    id: typeof id === "number" ? id : undefined,
    bag: bagOf(entry.get("application-data"), `${unit}, endpoint ${endpoint}, application-data`),
    near,
    far,
  }
}

const ofUnit = (unit: string): SideView =>
  unit === "" ? {} : { unit, application: unit.slice(0, unit.lastIndexOf("/")) }

/**
 * The output does not name the version of Juju. It follows from conventional names of endpoints: a databag with requests that a unit with
 * the endpoint `lb-consumers` shows comes from the other side.
 */
function jujuKind(entries: readonly Entry[], chosen: DataOf | undefined): JujuKind {
  if (chosen !== undefined) return { dataOf: chosen, by: "option" }
  const votes = entries.flatMap(({ bag, near, far }) => {
    const [ofBag, ofUnit] = [roleOf(bag.keys()), roleOfNear(near, far)]
    return ofBag === undefined || ofUnit === undefined ? [] : [ofBag === ofUnit]
  })
  if (votes.length === 0 || new Set(votes).size > 1) return { dataOf: "related", by: "assumption" }
  return { dataOf: votes[0] ? "own" : "related", by: "endpoint-names" }
}

function isWanted({ near, far }: Pair, endpoints: readonly string[]): boolean {
  const names = [near.endpoint ?? "", far.endpoint ?? ""]
  if (endpoints.length > 0) return names.some((name) => endpoints.includes(name))
  const hasRole = [near, far].some(({ bag }) => roleOf(bag?.keys()) !== undefined)
  return hasRole || names.some((name) => /(^|-)lb(-|$)|load-?balancer/i.test(name))
}

function asRelation({ id, near, far }: Pair): RelationView {
  const ofFar = roleOf(far.bag?.keys())
  const role = roleOf(near.bag?.keys()) ?? (ofFar && otherRole(ofFar)) ?? roleOfNear(near, far) ?? "consumer"
  return role === "consumer" ? { id, consumer: near, provider: far } : { id, consumer: far, provider: near }
}

/** Charms name an endpoint after the other side: `lb-provider` is the consumer's. Undefined if the names do not tell. */
function roleOfNear(near: SideView, far: SideView): Role | undefined {
  const isNamed = ({ endpoint = "" }: SideView, role: Role) => endpoint.toLowerCase().includes(role)
  const [role, other] = ROLES.filter((one) => isNamed(near, otherRole(one)) || isNamed(far, one))
  return other === undefined ? role : undefined
}
