import { databagOf, showUnit } from "../../operator/show-unit.ts"
import { getUnit, type ModelState } from "../../state/model-state.ts"

interface RelationFilter {
  readonly endpoint: string | undefined
  readonly relatedUnit: string | undefined
  readonly app: boolean
  /** In YAML, Juju leaves out the unit's own part if it has none. */
  readonly yaml: boolean
}

/** Renders one unit of `juju show-unit --format json` (Juju: `cmd/juju/application/showunit.go`). */
export function fullUnit(state: ModelState, name: string, filter: RelationFilter) {
  const unit = getUnit(state, name)
  const view = showUnit(state, unit)
  const relations = view["relation-info"]
    .filter((info) => filter.endpoint === undefined || info.endpoint === filter.endpoint)
    .map(({ "related-units": related, ...info }) => {
      const own = state.relations.get(info["relation-id"])
      const local = own?.endpoints.length === 1 ? own.units.get(name) : undefined
      const data = local === undefined ? null : databagOf(local.settings)
      const units = Object.entries(related).filter(
        ([other]) => filter.relatedUnit === undefined || other === filter.relatedUnit,
      )
      return {
        ...info,
        ...(filter.app || (filter.yaml && local?.inScope !== true)
          ? {}
          : { "local-unit": { "in-scope": local?.inScope ?? false, data } }),
        ...(filter.app || units.length === 0 ? {} : { "related-units": Object.fromEntries(units) }),
      }
    })
    .filter((info) => filter.endpoint !== undefined || hasData(info))
  return {
    ...(unit.workloadVersion === "" ? {} : { "workload-version": unit.workloadVersion }),
    ...view,
    "relation-info": relations,
  }
}

function hasData(info: Readonly<Record<string, unknown>>): boolean {
  const filled = (value: unknown) =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0
  const local = info["local-unit"]
  return (
    filled(info["application-data"]) ||
    filled(info["related-units"]) ||
    (typeof local === "object" && local !== null && "data" in local && filled(local.data))
  )
}
