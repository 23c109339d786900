import type { EndpointMetadata } from "@charmkit/ops/metadata"
import type { Bundle } from "../../charm/bundle/bundle.ts"
import type { Charm } from "../../state/charm.ts"

/** One end of a relation: `app`, or `app:endpoint`. */
interface End {
  readonly application: string
  readonly endpoint: string | undefined
}

/** Every application has this endpoint, without declaring it. */
const IMPLICIT = "juju-info"

/**
 * Returns what is wrong with a bundle's relations, in Juju's words.
 * Source: `verifyRelations` and `verifyRelation` of Juju's `charm/bundledata.go`.
 */
export function relationErrors(bundle: Bundle, charms: ReadonlyMap<string, Charm>): string[] {
  const errors: string[] = []
  const seen = new Set<string>()
  for (const relation of bundle.relations) {
    const shown = `[${relation.map((end) => JSON.stringify(end)).join(" ")}]`
    if (relation.length !== 2) {
      errors.push(`relation ${shown} has ${relation.length} endpoint(s), not 2`)
      continue
    }
    const bad = relation.filter((text) => !/^[a-z][a-z0-9-]*(?::[a-zA-Z][\w-]*)?$/.test(text))
    errors.push(...bad.map((text) => `invalid relation syntax ${JSON.stringify(text)}`))
    if (bad.length > 0) continue
    const [a, b] = [endOf(relation[0] ?? ""), endOf(relation[1] ?? "")]
    for (const { application } of [a, b])
      if (!bundle.applications.has(application) && !bundle.saas.has(application))
        errors.push(
          `relation ${shown} refers to application ${JSON.stringify(application)} not defined in this bundle`,
        )
    if (a.application === b.application) errors.push(`relation ${shown} relates an application to itself`)
    const [first, second] = inferred(a, b, charms)
    const key = [text(first), text(second)].sort().join(" ")
    if (seen.has(key)) errors.push(`relation ${shown} is defined more than once`)
    seen.add(key)
    errors.push(...pairErrors(first, second, bundle, charms))
  }
  return errors
}

function endOf(end: string): End {
  const [application = "", endpoint] = end.split(":")
  return { application, endpoint }
}

const text = ({ application, endpoint }: End) =>
  endpoint === undefined ? application : `${application}:${endpoint}`

/** Names the endpoints where only one pair fits, so that the same relation is found however it is written. */
function inferred(a: End, b: End, charms: ReadonlyMap<string, Charm>): readonly [End, End] {
  if (a.endpoint !== undefined && b.endpoint !== undefined) return [a, b]
  const pairs = endpoints(a, charms).flatMap((left) =>
    endpoints(b, charms).flatMap((right): [End, End][] =>
      left.interfaceName === right.interfaceName &&
      left.role !== right.role &&
      left.role !== "peers" &&
      right.role !== "peers"
        ? [
            [
              { ...a, endpoint: left.name },
              { ...b, endpoint: right.name },
            ],
          ]
        : [],
    ),
  )
  const [pair, ...others] = pairs
  return pair !== undefined && others.length === 0 ? pair : [a, b]
}

function endpoints({ application, endpoint }: End, charms: ReadonlyMap<string, Charm>): EndpointMetadata[] {
  const all = Object.values(charms.get(application)?.spec.metadata.endpoints ?? {})
  return endpoint === undefined ? all : all.filter(({ name }) => name === endpoint)
}

function pairErrors(a: End, b: End, bundle: Bundle, charms: ReadonlyMap<string, Charm>): string[] {
  if (a.application === b.application || a.endpoint === undefined || b.endpoint === undefined) return []
  if ([a, b].some((end) => end.endpoint === IMPLICIT || !charms.has(end.application))) return []
  const missing = [a, b].filter((end) => endpoints(end, charms).every(({ role }) => role === "peers"))
  if (missing.length > 0)
    return missing.map(({ application, endpoint }) => {
      const charm = bundle.applications.get(application)?.charm
      return `charm ${JSON.stringify(charm)} used by application ${JSON.stringify(application)} does not define relation ${JSON.stringify(endpoint)}`
    })
  const [left] = endpoints(a, charms)
  const [right] = endpoints(b, charms)
  const names = `${JSON.stringify(text(a))} to ${JSON.stringify(text(b))}`
  if (left === undefined || right === undefined) return []
  if (left.role === right.role) {
    const role = left.role === "provides" ? "provider" : "requirer"
    return [`relation ${names} relates ${role} to ${role}`]
  }
  if (left.interfaceName === right.interfaceName) return []
  const [provider, requirer] = left.role === "provides" ? [a, b] : [b, a]
  const [offered, wanted] = left.role === "provides" ? [left, right] : [right, left]
  return [
    `mismatched interface between ${JSON.stringify(text(provider))} and ${JSON.stringify(text(requirer))} (${JSON.stringify(offered.interfaceName)} vs ${JSON.stringify(wanted.interfaceName)})`,
  ]
}
