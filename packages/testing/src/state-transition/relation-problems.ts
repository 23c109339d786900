import { remoteUnits } from "./events.ts"
import { type Identity, unitName } from "./identity.ts"
import type { AnyRelation, State } from "./state.ts"

const APPLICATION = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*$/

export function relationProblems(identity: Identity, state: State): string[] {
  const { relations } = state
  return [
    ...relations.flatMap((relation) => oneRelation(identity, relation)),
    ...repeated(relations.map(({ id }) => id)).map(
      (id) => `two relations have the id ${id}: give each an id of its own`,
    ),
    ...endpointProblems(identity, relations),
  ]
}

export function relationTitle({ endpoint, id }: AnyRelation): string {
  return `relation ${endpoint}:${id}`
}

function oneRelation(identity: Identity, relation: AnyRelation): string[] {
  const { app, unit, spec } = identity
  const { endpoints } = spec.metadata
  const title = relationTitle(relation)
  const problems = bagProblems(relation)
  if (!Number.isInteger(relation.id) || relation.id < 0)
    problems.push(`${title}: an id is a whole number from 0`)
  const endpoint = Object.hasOwn(endpoints, relation.endpoint) ? endpoints[relation.endpoint] : undefined
  if (endpoint === undefined) {
    const known = Object.keys(endpoints).join(", ") || "none"
    problems.push(`${title}: the charm declares no endpoint "${relation.endpoint}" (endpoints: ${known})`)
  } else if (endpoint.scope === "container" && remoteUnits(relation).length > 1) {
    problems.push(`${title}: on an endpoint of scope "container" a unit sees one unit, on its own machine`)
  } else if ((endpoint.role === "peers") !== (relation.kind === "peer")) {
    const builder = endpoint.role === "peers" ? "peerRelation()" : "relation()"
    problems.push(
      `${title}: the endpoint is declared under ${endpoint.role}: make the relation with ${builder}`,
    )
  }
  if (relation.kind === "peer" && Object.hasOwn(relation.peersData, unit))
    problems.push(
      `${title}: peersData holds ${unitName(identity)}, the tested unit: its data is localUnitData`,
    )
  if (relation.kind === "relation" && !APPLICATION.test(relation.remoteApp))
    problems.push(`${title}: "${relation.remoteApp}" cannot name an application`)
  if (relation.kind === "relation" && relation.remoteApp === app)
    problems.push(
      `${title}: "${app}" is the tested application itself; only peer relations relate it with itself`,
    )
  return problems
}

function bagProblems(relation: AnyRelation): string[] {
  const title = relationTitle(relation)
  const units = relation.kind === "peer" ? relation.peersData : relation.remoteUnitsData
  const name = relation.kind === "peer" ? "peersData" : "remoteUnitsData"
  const bags: [string, unknown][] = [
    ["localAppData", relation.localAppData],
    ["localUnitData", relation.localUnitData],
    ...(relation.kind === "peer"
      ? []
      : [["remoteAppData", relation.remoteAppData] satisfies [string, unknown]]),
    ...Object.entries(units).map(([number, bag]): [string, unknown] => [`${name}[${number}]`, bag]),
  ]
  const numbers = remoteUnits(relation)
    .filter((number) => !Number.isInteger(number) || number < 0)
    .map(() => `${title}: the keys of ${name} are unit numbers`)
  return [...numbers, ...bags.flatMap(([path, bag]) => oneBag(`${title}: ${path}`, bag))]
}

function oneBag(title: string, bag: unknown): string[] {
  if (typeof bag !== "object" || bag === null) return [`${title} must be an object of strings`]
  return Object.entries(bag).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== "string") return [`${title}.${key} must be a string, not ${JSON.stringify(value)}`]
    return value === "" ? [`${title}.${key} is empty: in a databag that means the key is absent`] : []
  })
}

function endpointProblems({ spec }: Identity, relations: readonly AnyRelation[]): string[] {
  return Object.values(spec.metadata.endpoints).flatMap(({ name, role, limit = Infinity }) => {
    const count = relations.filter(({ endpoint }) => endpoint === name).length
    const most = role === "peers" ? 1 : limit
    if (count <= most) return []
    return [
      `endpoint "${name}" has ${count} relations; ${role === "peers" ? "a peer endpoint has one" : `its limit is ${most}`}`,
    ]
  })
}

function repeated(ids: readonly number[]): number[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
}
