import type { ApplicationState } from "../../state/application.ts"
import { isConsumed } from "../../state/cross-model.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { isPeer, relationKey } from "../../state/relation.ts"
import { byUnitName } from "../../state/unit.ts"
import { charmUrl } from "../charm-url.ts"
import { constraintsText } from "../constraints.ts"
import { exposedView, isExposedToAll } from "../exposure.ts"

type Fields = Readonly<Record<string, unknown>>

/** A model as the contents of a bundle. */
export interface ExportedBundle {
  readonly base: Fields
  /** What a bundle may have only in an overlay; empty if there is nothing. */
  readonly overlay: Fields
}

/**
 * Returns a model as the contents of a bundle (Juju: `apiserver/facades/client/bundle`). Contents of resources are left out, as in Juju
 * those that were uploaded.
 * @throws MinijujuError if there is nothing to export
 */
export function exportedBundle(state: ModelState, defaultBase: string): ExportedBundle {
  const applications = [...state.applications.values()]
    .filter(({ life }) => life === "alive")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (applications.length === 0)
    throw new MinijujuError("not-found", "nothing to export as there are no applications")
  const consumed = [...state.remotes.values()].filter(isConsumed).filter(({ life }) => life === "alive")
  const exists = (name: string) =>
    applications.some((one) => one.name === name) || consumed.some((one) => one.name === name)
  const relations = [...state.relations.values()]
    .filter(({ life, endpoints }) => life === "alive" && endpoints.every((end) => exists(end.application)))
    .filter((relation) => !isPeer(relation))
    .map((relation) => relationKey(relation).split(" "))
    .sort(([a = "", b = ""], [c = "", d = ""]) => (a < c || (a === c && b < d) ? -1 : 1))
  const placed = new Set(
    applications.flatMap((application) => aliveUnits(application).map(({ machine }) => machine)),
  )
  const machines = [...placed].sort((a, b) => Number(a) - Number(b))
  const saas = consumed
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, url }) => [name, { url }] as const)
  const overlays = applications.flatMap((application) => {
    const part = overlayPart(state, application)
    return Object.keys(part).length === 0 ? [] : [[application.name, part] as const]
  })
  return {
    base: {
      "default-base": defaultBase,
      ...(saas.length === 0 ? {} : { saas: Object.fromEntries(saas) }),
      applications: Object.fromEntries(applications.map((one) => [one.name, exported(one)])),
      ...(machines.length === 0 ? {} : { machines: Object.fromEntries(machines.map((id) => [id, {}])) }),
      ...(relations.length === 0 ? {} : { relations }),
    },
    overlay: overlays.length === 0 ? {} : { applications: Object.fromEntries(overlays) },
  }
}

const aliveUnits = ({ units }: ApplicationState) =>
  [...units.values()].filter(({ life }) => life === "alive").sort(byUnitName)

function exported(application: ApplicationState): Fields {
  const { charm, config, constraints, follows, storage, trusted, charmRevision } = application
  const demands = constraintsText(constraints)
  const storages = [...storage].map(
    ([name, { pool, count, size }]) => [name, `${pool},${count},${size}M`] as const,
  )
  const units = charm.spec.metadata.subordinate ? undefined : aliveUnits(application)
  return {
    ...(follows === undefined
      ? { charm: charmUrl(application) }
      : { charm: follows.name, channel: follows.channel, revision: charmRevision }),
    ...(units === undefined || units.length === 0
      ? {}
      : { num_units: units.length, to: units.map(({ machine }) => machine) }),
    ...(isExposedToAll(application) ? { expose: true } : {}),
    ...(config.size === 0
      ? {}
      : { options: Object.fromEntries([...config].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(demands === "" ? {} : { constraints: demands }),
    ...(storages.length === 0 ? {} : { storage: Object.fromEntries(storages) }),
    ...(trusted ? { trust: true } : {}),
  }
}

function overlayPart({ offers }: ModelState, application: ApplicationState): Fields {
  const exposed = exposedView(application)
  const offered = [...offers.values()]
    .filter((one) => one.application === application.name)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, endpoints }) => [name, { endpoints: [...endpoints].sort(), acl: { admin: "admin" } }] as const,
    )
  return {
    ...(exposed === undefined || isExposedToAll(application) ? {} : { "exposed-endpoints": exposed }),
    ...(offered.length === 0 ? {} : { offers: Object.fromEntries(offered) }),
  }
}
