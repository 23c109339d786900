import { showUnit } from "../../operator/show-unit.ts"
import { getUnit, type ModelState } from "../../state/model-state.ts"

interface Wanted {
  readonly endpoint: string | undefined
  readonly relatedUnit: string | undefined
  readonly app: boolean
}

/** Renders one unit of `juju show-unit --format json` (juju `cmd/juju/application/showunit.go`). */
export function fullUnit(state: ModelState, name: string, wanted: Wanted) {
  const unit = getUnit(state, name)
  const view = showUnit(state, unit)
  const relations = view["relation-info"]
    .filter((info) => wanted.endpoint === undefined || info.endpoint === wanted.endpoint)
    .map(({ "related-units": related, ...info }) => {
      const own = state.relations.get(info["relation-id"])
      const local = own?.endpoints.length === 1 ? own.units.get(name) : undefined
      const data = local === undefined ? null : Object.fromEntries(local.settings.values)
      const units = Object.entries(related).filter(
        ([other]) => wanted.relatedUnit === undefined || other === wanted.relatedUnit,
      )
      return {
        ...info,
        ...(wanted.app ? {} : { "local-unit": { "in-scope": local?.inScope ?? false, data } }),
        ...(wanted.app || units.length === 0 ? {} : { "related-units": Object.fromEntries(units) }),
      }
    })
    .filter((info) => wanted.endpoint !== undefined || saysSomething(info))
  return {
    ...(unit.workloadVersion === "" ? {} : { "workload-version": unit.workloadVersion }),
    ...view,
    "relation-info": relations,
  }
}

function saysSomething(info: Readonly<Record<string, unknown>>): boolean {
  const filled = (value: unknown) =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0
  const local = info["local-unit"]
  return (
    filled(info["application-data"]) ||
    filled(info["related-units"]) ||
    (typeof local === "object" && local !== null && "data" in local && filled(local.data))
  )
}
