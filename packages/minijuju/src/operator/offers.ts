import { unitRelation } from "../rules/hook-done.ts"
import { removeRemoteIfUnused } from "../rules/removal.ts"
import {
  isConsumed,
  newOfferUuid,
  type OfferState,
  type RemoteApplicationState,
} from "../state/cross-model.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { jujuRules } from "../state/juju-version.ts"
import { getApplication, type ModelState, relationsOf } from "../state/model-state.ts"
import { APPLICATION_NAME } from "../state/names.ts"
import { offerRelations, remoteOf } from "../state/offer-relations.ts"
import { isEnding, localEndpoint, type RelationState, relationKey } from "../state/relation.ts"
import { statusInfo } from "../state/status.ts"
import { applicationStatus } from "./application-status.ts"
import { dismissRelation } from "./integrate.ts"

/** Offers endpoints of an application to other models. Errors are Juju's (`state/applicationoffers.go`). */
export function offer(
  state: ModelState,
  application: string,
  endpoints: readonly string[],
  name = application,
): OfferState {
  const { words, updatesOffers } = jujuRules(state)
  const found = state.applications.get(application)
  if (found === undefined)
    throw new MinijujuError("not-found", words.unknownOfferedApplication(application, state.uuid))
  const known = state.offers.get(name)
  const refuse = (why: string) =>
    new MinijujuError(
      "bad-argument",
      `cannot ${known ? "update" : "add"} application offer "${name}": ${why}`,
    )
  if (known !== undefined && !updatesOffers)
    throw new MinijujuError(
      "already-exists",
      `offer "${name}" already exists, updating offers is not supported`,
    )
  if (!APPLICATION_NAME.test(name)) throw refuse(`offer name "${name}" not valid`)
  for (const endpoint of endpoints) {
    const declared = found.charm.spec.metadata.endpoints
    const end = Object.hasOwn(declared, endpoint) ? declared[endpoint] : undefined
    if (end === undefined)
      throw refuse(
        `getting relation endpoint for relation "${endpoint}" and application "${application}": application "${application}" has no "${endpoint}" relation`,
      )
    if (end.scope !== "global")
      throw refuse(`can only offer endpoints with global scope, provided scope "${end.scope}"`)
  }
  if (known !== undefined) {
    const taken = offerRelations(state, known).map(
      (relation) => localEndpoint(relation, known.application)?.name ?? "",
    )
    const [lost, ...others] = [...new Set(taken)].filter((endpoint) => !endpoints.includes(endpoint)).sort()
    const what =
      others.length === 0
        ? `endpoint "${lost}" which has`
        : `endpoints "${[lost, ...others].join(", ")}" which have`
    if (lost !== undefined)
      throw refuse(
        `updating offer ${application}:${[...endpoints].sort().join(", ")} would remove ${what} active consumers`,
      )
  }
  const made: OfferState = { uuid: known?.uuid ?? newOfferUuid(), name, application, endpoints }
  state.offers.set(name, made)
  return made
}

/**
 * Returns the offer with this name.
 * @throws MinijujuError `not-found`
 */
export function getOffer(state: ModelState, name: string): OfferState {
  const found = state.offers.get(name)
  if (found === undefined)
    throw new MinijujuError("not-found", `application offer "${shortUrl(state, name)}" not found`)
  return found
}

/** Removes an offer; one that is used only with `force`, together with its relations. */
export function removeOffer(state: ModelState, name: string, force: boolean, observer: Observer): void {
  const found = getOffer(state, name)
  const relations = offerRelations(state, found)
  if (relations.length > 0 && !force)
    throw new MinijujuError(
      "bad-argument",
      `cannot delete application offer "${name}": offer has ${relations.length} relation${relations.length === 1 ? "" : "s"}`,
    )
  for (const relation of relations) dismissRelation(state, relation, observer)
  state.offers.delete(name)
}

/** Removes the offers of an application that is removed, or refuses the removal if one of them is used. */
export function removeOffersOf(state: ModelState, application: string): void {
  const offers = [...state.offers.values()].filter((one) => one.application === application)
  if (offers.some((one) => offerRelations(state, one).length > 0))
    throw new MinijujuError(
      "bad-argument",
      `cannot destroy application "${application}": application is used by ${offers.length} offer${offers.length === 1 ? "" : "s"}`,
    )
  for (const { name } of offers) state.offers.delete(name)
}

/**
 * Adds an offer of another model to this one, by default under the offer's name. Consuming it again changes nothing.
 * Returns the name. Errors are Juju's (`apiserver/facades/client/application`).
 */
export function consume(state: ModelState, offering: ModelState, offerName: string, alias?: string): string {
  const source = getOffer(offering, offerName)
  const name = alias ?? offerName
  const refuse = (why: string) =>
    new MinijujuError("already-exists", `could not consume ${shortUrl(offering, offerName)}: ${why}`)
  if (!APPLICATION_NAME.test(name))
    throw new MinijujuError("bad-argument", `invalid application name "${name}"`)
  if (offering.uuid === state.uuid)
    throw new MinijujuError(
      "not-emulated",
      `offer "${offerName}" is in this model: relate "${source.application}" itself, or consume the offer in another model`,
    )
  if (state.applications.has(name))
    throw refuse(`cannot add saas application "${name}": local application with same name already exists`)
  const known = state.remotes.get(name)
  if (known !== undefined && known.model !== offering.uuid)
    throw refuse(`saas application called "${name}" from a different model already exists`)
  if (known?.life === "dying") throw refuse(`saas application called "${name}" exists but is terminating`)
  const { charm } = getApplication(offering, source.application)
  const endpoints = source.endpoints.flatMap((endpoint) => charm.spec.metadata.endpoints[endpoint] ?? [])
  // What is consumed under a name stays, also for another offer of that model: only endpoints are added.
  if (known !== undefined && known.status.current !== "terminated") {
    const others = endpoints.filter((end) => {
      const own = known.endpoints.find((each) => each.name === end.name)
      if (own !== undefined && (own.interfaceName !== end.interfaceName || own.role !== end.role))
        throw refuse(`conflicting endpoint ${end.name}`)
      return own === undefined
    })
    state.remotes.set(name, { ...known, endpoints: [...known.endpoints, ...others] })
    return name
  }
  const remote: RemoteApplicationState = {
    name,
    model: offering.uuid,
    offer: source.uuid,
    url: `${offering.controller}:${shortUrl(offering, offerName)}`,
    endpoints,
    life: "alive",
    status: offerStatus(offering, source),
  }
  state.remotes.set(name, remote)
  return name
}

/** Starts the removal of a consumed offer and of its relations. */
export function removeSaas(state: ModelState, name: string, observer: Observer): void {
  const remote = state.remotes.get(name)
  if (remote === undefined || !isConsumed(remote))
    throw new MinijujuError("not-found", `saas application "${name}" not found`)
  remote.life = "dying"
  for (const relation of relationsOf(state, name)) dismissRelation(state, relation, observer)
  removeRemoteIfUnused(state, name)
}

/** Suspends a relation to an offer of this model, or resumes it (`undefined`). */
export function setSuspended(state: ModelState, id: number, reason: string | undefined): void {
  const relation = state.relations.get(id)
  if (relation === undefined) throw new MinijujuError("not-found", `relation ${id} not found`)
  const remote = remoteOf(state, relation)
  if (remote === undefined || isConsumed(remote))
    throw new MinijujuError(
      "bad-argument",
      `cannot set suspend status for "${relationKey(relation)}" which is not associated with an offer`,
    )
  applySuspension(state, relation, reason)
}

/** Units leave a suspended relation. When it is resumed, those that have left begin again with created. */
export function applySuspension(
  state: ModelState,
  relation: RelationState,
  reason: string | undefined,
): boolean {
  if ((reason === undefined) === (relation.suspended === undefined)) return false
  relation.suspended = reason
  if (reason !== undefined) return true
  for (const { application } of relation.endpoints) {
    for (const unit of state.applications.get(application)?.units.values() ?? [])
      if (unitRelation(unit, relation.id).broken) unit.relations.delete(relation.id)
  }
  return true
}

/** The status of a relation, as Juju's agents set it (`core/relation/status.go`). */
export function relationStatus(state: ModelState, relation: RelationState): string {
  const hasUnits = [...relation.units].some(
    ([name, { inScope }]) => inScope && state.applications.has(name.split("/")[0] ?? ""),
  )
  if (relation.suspended !== undefined) return hasUnits ? "suspending" : "suspended"
  return isEnding(relation) || !hasUnits ? "joining" : "joined"
}

/** The offered application's status: the consumed offer shows it. */
export function offerStatus(state: ModelState, { application }: OfferState) {
  const found = state.applications.get(application)
  return found === undefined ? statusInfo("unknown") : applicationStatus(state, found)
}

/** `admin/model.offer` */
export function shortUrl({ name }: ModelState, offerName: string): string {
  return `admin/${name}.${offerName}`
}
