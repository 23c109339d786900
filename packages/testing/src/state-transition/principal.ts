import { remoteUnits } from "./events.ts"
import { type Identity, unitName } from "./identity.ts"
import { relationTitle } from "./relation-problems.ts"
import type { AnyRelation, State } from "./state.ts"

/** The unit next to which the tested unit runs, if that is a subordinate. */
export function principalOf({ spec, principalUnit }: Identity, { relations }: State): string | undefined {
  const { subordinate, endpoints } = spec.metadata
  if (!subordinate || principalUnit !== undefined) return principalUnit
  for (const relation of relations) {
    const { role, scope } = endpoints[relation.endpoint] ?? {}
    const [unit] = remoteUnits(relation)
    if (relation.kind === "relation" && role === "requires" && scope === "container" && unit !== undefined)
      return `${relation.remoteApp}/${unit}`
  }
  return undefined
}

/**
 * The principal of the unit on the other side of a relation; undefined if that unit is no subordinate. On an endpoint with the scope
 * "container", one of both units is the principal of the other, or both have the same.
 */
export function remotePrincipal(
  identity: Identity,
  relation: AnyRelation,
  principal: string | undefined,
): string | undefined {
  const { spec, app } = identity
  if (relation.kind === "peer") return otherPrincipal(spec.metadata.subordinate, app)
  if (spec.metadata.endpoints[relation.endpoint]?.scope !== "container") return undefined
  if (!spec.metadata.subordinate) return unitName(identity)
  return relation.remoteApp === principal?.split("/")[0] ? undefined : principal
}

/** The principals of the application's other units are not in the state. */
export function otherPrincipal(subordinate: boolean, app: string): string | undefined {
  return subordinate ? `not-the-principal-of-${app}/0` : undefined
}

/** A state in which a subordinate has two principals, or in which a principal unit has one. */
export function principalProblems(identity: Identity, state: State): string[] {
  const { spec, principalUnit } = identity
  if (principalUnit === undefined) return []
  if (!spec.metadata.subordinate)
    return [`the charm is no subordinate: it has no principalUnit (${principalUnit})`]
  if (!/^[a-z][a-z0-9-]*\/\d+$/.test(principalUnit))
    return [`"${principalUnit}" cannot name the principal unit`]
  const [app = ""] = principalUnit.split("/")
  return state.relations.flatMap((relation) => {
    const { scope } = spec.metadata.endpoints[relation.endpoint] ?? {}
    if (relation.kind === "peer" || scope !== "container" || relation.remoteApp !== app) return []
    return remoteUnits(relation)
      .filter((unit) => `${app}/${unit}` !== principalUnit)
      .map(
        (unit) =>
          `${relationTitle(relation)}: its unit is the principal ${principalUnit}, not ${app}/${unit}`,
      )
  })
}
