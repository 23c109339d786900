import type { ApplicationState } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { isPeer, relationKey } from "../../state/relation.ts"
import { charmUrl } from "../charm-url.ts"
import { constraintsText } from "../constraints.ts"
import { exposedView, isExposedToAll } from "../exposure.ts"

/**
 * Returns a model as the contents of a bundle (Juju: `apiserver/facades/client/bundle`). Placements are left out: each unit has
 * a machine of its own, as without them. Contents of resources are left out, too.
 * @throws MinijujuError if there is nothing to export
 */
export function exportedBundle(state: ModelState, base: string): Readonly<Record<string, unknown>> {
  const applications = [...state.applications.values()].filter(({ life }) => life === "alive")
  if (applications.length === 0)
    throw new MinijujuError("not-found", "nothing to export as there are no applications")
  const relations = [...state.relations.values()]
    .filter((relation) => relation.life === "alive" && !isPeer(relation))
    .map((relation) => relationKey(relation).split(" "))
    .sort(([a = "", b = ""], [c = "", d = ""]) => (a < c || (a === c && b < d) ? -1 : 1))
  const sorted = applications.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    "default-base": base,
    applications: Object.fromEntries(sorted.map((application) => [application.name, exported(application)])),
    ...(relations.length === 0 ? {} : { relations }),
  }
}

function exported(application: ApplicationState) {
  const { charm, config, constraints, follows, storage, trusted, units, charmRevision } = application
  const demands = constraintsText(constraints)
  const exposed = exposedView(application)
  const storages = [...storage].map(
    ([name, { pool, count, size }]) => [name, `${pool},${count},${size}M`] as const,
  )
  return {
    ...(follows === undefined
      ? { charm: charmUrl(application) }
      : { charm: follows.name, channel: follows.channel, revision: charmRevision }),
    ...(charm.spec.metadata.subordinate
      ? {}
      : { num_units: [...units.values()].filter(({ life }) => life === "alive").length }),
    ...(config.size === 0
      ? {}
      : { options: Object.fromEntries([...config].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(demands === "" ? {} : { constraints: demands }),
    ...(storages.length === 0 ? {} : { storage: Object.fromEntries(storages) }),
    ...(exposed === undefined
      ? {}
      : isExposedToAll(application)
        ? { expose: true }
        : { "exposed-endpoints": exposed }),
    ...(trusted ? { trust: true } : {}),
  }
}
