import { Printed } from "./read.ts"

/** One relation as a unit sees it. */
export interface RelationInfo {
  readonly id: number
  readonly endpoint: string
  readonly relatedEndpoint: string
  /** The databag of the remote application; of the unit's own application for a peer relation, and in Juju 4.0. */
  readonly applicationData: Readonly<Record<string, string>>
  /** Databags of the remote units in the relation. */
  readonly relatedUnits: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The output of `juju show-unit`. */
export interface UnitInfo {
  readonly name: string
  readonly leader: boolean
  readonly charm: string
  readonly relations: readonly RelationInfo[]
}

/** @throws JujuOutputError when the output has another shape, naming the field */
export function parseUnitInfo(text: string): UnitInfo {
  const [name, printed] = Printed.json(text, "juju show-unit").first()
  return {
    name,
    leader: printed.at("leader").flag(),
    charm: printed.at("charm").text(),
    relations: printed.at("relation-info").items().map(relationInfo),
  }
}

function relationInfo(printed: Printed): RelationInfo {
  const units = printed
    .at("related-units")
    .entries()
    .filter(([, unit]) => unit.at("in-scope").flag())
  return {
    id: printed.at("relation-id").optionalNumber() ?? -1,
    endpoint: printed.at("endpoint").text(),
    relatedEndpoint: printed.at("related-endpoint").optionalText() ?? "",
    applicationData: printed.at("application-data").texts(),
    relatedUnits: Object.fromEntries(units.map(([name, unit]) => [name, unit.at("data").texts()])),
  }
}
