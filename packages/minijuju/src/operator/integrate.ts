import type { EndpointMetadata } from "@charmkit/ops/metadata"
import { isSubordinate } from "../rules/containers.ts"
import { removeRelationIfEmpty } from "../rules/removal.ts"
import { isConsumed, newLink } from "../state/cross-model.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, type ModelState, relationsOf } from "../state/model-state.ts"
import {
  isContained,
  isImplicit,
  JUJU_INFO,
  localEndpoint,
  newRelation,
  type RelationEndpoint,
  type RelationState,
  relationKey,
} from "../state/relation.ts"

/** Relates two applications, given as `app` or `app:endpoint`. Endpoints are inferred as in Juju. */
export function integrate(state: ModelState, a: string, b: string, observer: Observer): RelationState {
  const endpoints = inferEndpoints(state, a, b)
  const key = endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(" ")
  for (const relation of relationsOf(state, endpoints[0].application)) {
    if (relationKey(relation) !== key) continue
    const why = relation.life === "alive" ? "already exists" : "is being removed: wait until it is gone"
    throw new MinijujuError("already-exists", `cannot add relation "${key}": relation ${key} ${why}`)
  }
  for (const endpoint of endpoints) checkLimit(state, endpoint)
  const remote = endpoints.map(({ application }) => state.remotes.get(application)).find(Boolean)
  const relation = {
    ...newRelation(state.nextRelation, endpoints),
    ...(remote === undefined ? {} : { link: newLink(remote) }),
  }
  if (isContained(relation) && !endpoints.some(({ application }) => isSubordinate(state, application)))
    throw new MinijujuError(
      "bad-argument",
      `cannot add relation "${key}": container scoped relation requires at least one subordinate application`,
    )
  state.nextRelation += 1
  state.relations.set(relation.id, relation)
  observer.emit({ type: "relation-added", relationId: relation.id, relation: key })
  return relation
}

function checkLimit(state: ModelState, endpoint: RelationEndpoint): void {
  if (endpoint.limit === undefined) return
  const taken = relationsOf(state, endpoint.application).filter(
    (relation) => localEndpoint(relation, endpoint.application)?.name === endpoint.name,
  ).length
  if (taken < endpoint.limit) return
  throw new MinijujuError(
    "bad-argument",
    `establishing a new relation for ${endpoint.application}:${endpoint.name} would exceed its maximum relation limit of ${endpoint.limit}`,
  )
}

/** Returns the pair of endpoints that `a` and `b` mean, requirer first. Exactly one pair must match. */
function inferEndpoints(
  state: ModelState,
  a: string,
  b: string,
): readonly [RelationEndpoint, RelationEndpoint] {
  const pairs: [RelationEndpoint, RelationEndpoint][] = []
  for (const left of candidates(state, a)) {
    for (const right of candidates(state, b)) {
      if (
        left.application === right.application ||
        (state.remotes.has(left.application) && state.remotes.has(right.application)) ||
        left.interfaceName !== right.interfaceName
      )
        continue
      if (left.role === "requires" && right.role === "provides") pairs.push([left, right])
      if (left.role === "provides" && right.role === "requires") pairs.push([right, left])
    }
  }
  // Juju prefers what charms declare (`InferEndpoints` in `state/state.go`).
  const declared = pairs.filter((ends) => !ends.some(isImplicit))
  const [pair, ...others] = declared.length === 1 ? declared : pairs
  if (pair === undefined)
    throw new MinijujuError("not-found", `no relations found between "${a}" and "${b}"${hint(state, a, b)}`)
  if (others.length === 0) return pair
  const shown = pairs
    .map((ends) => `"${ends.map((end) => `${end.application}:${end.name}`).join(" ")}"`)
    .sort()
    .join("; ")
  throw new MinijujuError("bad-argument", `ambiguous relation: "${a} ${b}" could refer to ${shown}`)
}

function candidates(state: ModelState, text: string): RelationEndpoint[] {
  const [name = "", endpoint] = text.split(":")
  const implicit = state.remotes.has(name) ? [] : [JUJU_INFO]
  const endpoints = endpointsOf(state, name)
  const all = [...Object.values(endpoints), ...implicit].map((end) => ({ ...end, application: name }))
  if (endpoint === undefined) return all
  const found = all.filter((end) => end.name === endpoint)
  if (found.length > 0) return found
  const known = Object.keys(endpoints).join(", ") || "none"
  throw new MinijujuError(
    "not-found",
    `application "${name}" has no endpoint "${endpoint}" (endpoints: ${known})`,
  )
}

/** Returns the endpoints of an application, or of an offer that this model consumes. */
function endpointsOf(state: ModelState, name: string): Readonly<Record<string, EndpointMetadata>> {
  const remote = state.remotes.get(name)
  if (remote !== undefined && isConsumed(remote)) {
    if (remote.status.current === "terminated")
      throw new MinijujuError(
        "not-found",
        `Offer "${name}" has been removed from the remote model.\nTo integrate with a new offer with the same name, first run\n'juju remove-saas ${name}' to remove the SAAS record from this model.`,
      )
    if (remote.life === "alive") return Object.fromEntries(remote.endpoints.map((end) => [end.name, end]))
    throw new MinijujuError(
      "bad-argument",
      `SAAS application "${name}" has been removed but termination has not completed.\nTo integrate with a new offer with the same name, first run\n'juju remove-saas ${name} --force' to remove the SAAS record from this model.`,
    )
  }
  const application = getApplication(state, name)
  if (application.life !== "alive")
    throw new MinijujuError("bad-argument", `application "${name}" is being removed`)
  return application.charm.spec.metadata.endpoints
}

/** Lists the endpoints of each side for the error message. */
function hint(state: ModelState, a: string, b: string): string {
  const list = (text: string) =>
    candidates(state, text)
      .filter((end) => !isImplicit(end))
      .map((end) => `${end.name} ${end.role} ${end.interfaceName}`)
  return `: ${[a, b].map((text) => `${text.split(":")[0]} has ${list(text).join(", ") || "no endpoints"}`).join("; ")}`
}

/** Returns the relation between two applications that `remove-relation` means. */
export function findRelation(state: ModelState, a: string, b: string): RelationState {
  const matches = (relation: RelationState, text: string) => {
    const [name = "", endpoint] = text.split(":")
    const end = localEndpoint(relation, name)
    return end !== undefined && (endpoint === undefined || end.name === endpoint)
  }
  for (const text of [a, b]) {
    const [name = ""] = text.split(":")
    if (!state.remotes.has(name)) getApplication(state, name)
  }
  const found = relationsOf(state, a.split(":")[0] ?? "").filter(
    (relation) => relation.endpoints.length === 2 && matches(relation, a) && matches(relation, b),
  )
  const [relation, ...others] = found
  if (relation === undefined) throw new MinijujuError("not-found", `relation "${a} ${b}" not found`)
  if (others.length > 0) {
    const keys = found.map((each) => `"${relationKey(each)}"`).join("; ")
    throw new MinijujuError("bad-argument", `ambiguous relation: "${a} ${b}" could refer to ${keys}`)
  }
  return relation
}

/** Starts the removal of a relation between two applications. It is removed at once if no unit has entered it. */
export function dismissRelation(state: ModelState, relation: RelationState, observer: Observer): void {
  if (relation.life === "dying") return
  relation.life = "dying"
  observer.emit({ type: "relation-removed", relationId: relation.id, relation: relationKey(relation) })
  removeRelationIfEmpty(state, relation)
}
