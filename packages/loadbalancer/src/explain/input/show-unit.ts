import { InputError } from "./input-error.ts"
import { asBag, asMap, asText, byNumber, type NodeMap } from "./nodes.ts"
import type { Bag, UnitAddress } from "./relation-view.ts"

/** One entry of `relation-info`: a relation from one unit's point of view. */
export interface RelationEntry {
  readonly application: string
  readonly id: number | undefined
  readonly crossModel: boolean
  readonly endpoint: string
  readonly relatedEndpoint: string
  /** Under Juju 2.9 and 3.x the other application's databag, under 4.x this one's. */
  readonly applicationData: Bag
  readonly relatedApplication: string | undefined
  readonly relatedUnits: readonly UnitAddress[]
}

export const UNIT_NAME = /^[a-z][a-z0-9-]*\/[0-9]+$/

/**
 * Reads the output of `juju show-unit`: an object of units by name. Relations of an application to itself (peers) are left out.
 * @throws InputError
 */
export function readShowUnit(units: NodeMap): readonly RelationEntry[] {
  return [...units].flatMap(([unit, view]) => {
    const info = asMap(view)?.get("relation-info") ?? []
    if (!Array.isArray(info)) throw new InputError(`${unit}: "relation-info" has to be a list`)
    return info.flatMap((entry, index) => {
      const map = asMap(entry)
      if (map === undefined) throw new InputError(`${unit}: "relation-info" ${index} has to be an object`)
      const found = readEntry(unit, map)
      return found.endpoint === found.relatedEndpoint && found.relatedApplication === found.application
        ? []
        : [found]
    })
  })
}

function readEntry(unit: string, entry: NodeMap): RelationEntry {
  const id = entry.get("relation-id")
  const endpoint = asText(entry.get("endpoint")) ?? ""
  const relatedUnits = [...(asMap(entry.get("related-units")) ?? [])]
    .sort(([a], [b]) => byNumber(a, b))
    .map(([name, view]) => ({ name, address: addressOf(asMap(view)) }))
  return {
    application: applicationOf(unit),
    id: typeof id === "number" ? id : undefined,
    crossModel: entry.get("cross-model") === true,
    endpoint,
    relatedEndpoint: asText(entry.get("related-endpoint")) ?? "",
    applicationData: asBag(entry.get("application-data"), `${unit}, endpoint ${endpoint}, application-data`),
    relatedApplication: relatedUnits[0] === undefined ? undefined : applicationOf(relatedUnits[0].name),
    relatedUnits,
  }
}

function addressOf(unit: NodeMap | undefined): string | undefined {
  return asText(asMap(unit?.get("data"))?.get("ingress-address"))
}

const applicationOf = (unit: string): string => unit.slice(0, unit.lastIndexOf("/"))
