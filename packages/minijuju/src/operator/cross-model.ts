/*
 * The seam between two models. A model tells another one what concerns it: which of its offers exist, its half of
 * each common relation, the secrets that it has granted, and which revisions its units read. The message is data and
 * always complete, so that sending it again changes nothing: after a crash both models converge, whichever was saved
 * last. Juju's workers of the consuming model do the same with changes (`worker/remoterelations`).
 */
import type { EndpointMetadata } from "@charmkit/ops/metadata"
import { removeRemoteIfUnused } from "../rules/removal.ts"
import { applicationToken, isConsumed, type RelationLink, unitApplication } from "../state/cross-model.ts"
import type { Observer } from "../state/events.ts"
import { jujuRules } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"
import { findUnit } from "../state/model-state.ts"
import { remoteOf } from "../state/offer-relations.ts"
import { isEnding, newRelation, type RelationState, relationKey } from "../state/relation.ts"
import type { Settings } from "../state/settings.ts"
import { type StatusInfo, statusInfo } from "../state/status.ts"
import { receiveSecrets, type SecretNews, secretNews } from "./cross-model-secrets.ts"
import { dismissRelation } from "./integrate.ts"
import { applySuspension, offerStatus } from "./offers.ts"

/** What one model tells another. */
export interface ModelNews extends SecretNews {
  /** The offers of this model, by UUID. */
  readonly offers: ReadonlyMap<string, StatusInfo>
  /** Its halves of the common relations, by token. */
  readonly relations: ReadonlyMap<string, RelationNews>
}

/** One model's half of a relation. */
interface RelationNews {
  readonly link: RelationLink
  /** The endpoint of this model's application. */
  readonly endpoint: EndpointMetadata
  /** The other model's endpoint. */
  readonly remoteEndpoint: string
  /** Identifies this model's application to the other one, which need not know its name (Juju: the token). */
  readonly applicationToken: string
  readonly consumes: boolean
  readonly life: RelationState["life"]
  readonly suspended: string | undefined
  readonly settings: Settings
  /** Databags of the units that are in the relation, by number. */
  readonly units: ReadonlyMap<number, Settings>
}

/** Whether a model consumes an offer of another one, or has a relation to one of its applications. */
export function knows(state: ModelState, model: string): boolean {
  return [...state.remotes.values()].some((remote) => remote.model === model)
}

/** Returns what a model has to tell another one. */
export function newsFor(state: ModelState, model: string): ModelNews {
  const relations = new Map<string, RelationNews>()
  for (const relation of state.relations.values()) {
    const remote = relation.link === undefined ? undefined : remoteOf(state, relation)
    if (relation.link === undefined || remote?.model !== model) continue
    const local = relation.endpoints.find(({ application }) => application !== remote.name)
    const other = relation.endpoints.find(({ application }) => application === remote.name)
    if (local === undefined || other === undefined) continue
    const { application, ...endpoint } = local
    relations.set(relation.link.token, {
      link: relation.link,
      endpoint,
      remoteEndpoint: other.name,
      applicationToken: applicationToken(state, application),
      consumes: isConsumed(remote),
      life: relation.life,
      suspended: relation.suspended,
      settings: relation.applications.get(application) ?? { version: 0, values: new Map() },
      units: members(state, relation),
    })
  }
  const offers = [...state.offers.values()].map((one) => [one.uuid, offerStatus(state, one)] as const)
  return { offers: new Map(offers), relations, ...secretNews(state, model) }
}

/** Databags of the own units that the other side sees. */
function members(state: ModelState, relation: RelationState): Map<number, Settings> {
  if (isEnding(relation)) return new Map()
  const own = [...relation.units].filter(
    ([name, { inScope }]) => inScope && findUnit(state, name)?.life === "alive",
  )
  return new Map(own.map(([name, { settings }]) => [Number(name.split("/")[1]), settings]))
}

/**
 * Applies what another model tells.
 * @returns whether anything has changed
 */
export function receive(state: ModelState, from: string, news: ModelNews, observer: Observer): boolean {
  let changed = updateOffers(state, from, news.offers, observer)
  const byToken = new Map([...state.relations.values()].map((relation) => [relation.link?.token, relation]))
  for (const [token, half] of news.relations) {
    const known = byToken.get(token)
    if (known === undefined && half.consumes) changed = addHalf(state, from, half, observer) || changed
    else if (known !== undefined) changed = updateHalf(state, known, half, observer) || changed
  }
  for (const relation of [...state.relations.values()]) {
    const { link } = relation
    if (link === undefined || remoteOf(state, relation)?.model !== from) continue
    if (link.established && !news.relations.has(link.token))
      changed = endRelation(state, relation, observer) || changed
  }
  return receiveSecrets(state, from, news) || changed
}

/** The other model is gone: its offers, its applications and their relations with it. */
export function modelGone(state: ModelState, model: string, observer: Observer): boolean {
  const nothing = { offers: new Map(), relations: new Map(), secrets: new Map(), reads: [] }
  for (const { link } of state.relations.values()) if (link !== undefined) link.established = true
  return receive(state, model, nothing, observer)
}

function updateOffers(
  state: ModelState,
  from: string,
  offers: ModelNews["offers"],
  observer: Observer,
): boolean {
  let changed = false
  for (const remote of [...state.remotes.values()]) {
    if (remote.model !== from || !isConsumed(remote)) continue
    const status = offers.get(remote.offer) ?? statusInfo("terminated", "offer has been removed")
    const same = status.current === remote.status.current && status.message === remote.status.message
    if (same) continue
    remote.status = status
    changed = true
    if (offers.has(remote.offer)) continue
    for (const relation of state.relations.of(remote.name)) endRelation(state, relation, observer)
  }
  return changed
}

/** Creates this model's half of a relation to one of its offers (Juju: `RegisterRemoteRelations`). */
function addHalf(state: ModelState, from: string, half: RelationNews, observer: Observer): boolean {
  const { link, endpoint, remoteEndpoint } = half
  const offered = [...state.offers.values()].find(({ uuid }) => uuid === link.offer)
  const application = state.applications.get(offered?.application ?? "")
  const local = application?.charm.spec.metadata.endpoints[remoteEndpoint]
  if (link.established || half.life !== "alive" || application?.life !== "alive" || local === undefined)
    return false
  const token = jujuRules(state).namesRemotePerRelation
    ? link.token.replaceAll("-", "")
    : half.applicationToken
  const name = `remote-${token}`
  const known = state.remotes.get(name)
  const endpoints = [...(known?.endpoints ?? []).filter((one) => one.name !== endpoint.name), endpoint]
  state.remotes.set(name, {
    name,
    model: from,
    offer: link.offer,
    url: undefined,
    endpoints,
    life: "alive",
    status: statusInfo("unknown"),
  })
  const ends = [
    { ...local, application: application.name },
    { ...endpoint, application: name },
  ].sort((a, b) => Number(a.role === "provides") - Number(b.role === "provides"))
  const relation: RelationState = {
    ...newRelation(state.nextRelation++, ends),
    link: { ...link, established: true },
  }
  state.relations.set(relation.id, relation)
  observer.emit({ type: "relation-added", relationId: relation.id, relation: relationKey(relation) })
  updateHalf(state, relation, half, observer)
  return true
}

function updateHalf(
  state: ModelState,
  relation: RelationState,
  half: RelationNews,
  observer: Observer,
): boolean {
  const remote = remoteOf(state, relation)
  if (remote === undefined || relation.link === undefined) return false
  let changed = !relation.link.established
  relation.link.established = true
  // The offering model decides whether the relation is suspended.
  if (isConsumed(remote)) changed = applySuspension(state, relation, half.suspended) || changed
  if (half.life === "dying") return endRelation(state, relation, observer) || changed
  const bag = relation.applications.get(remote.name)
  if (bag !== undefined)
    changed = copySettings(relation, remote.name, bag, half.settings, observer) || changed
  for (const [number, settings] of half.units) {
    const name = `${remote.name}/${number}`
    const place = relation.units.get(name) ?? { inScope: false, settings: { version: 0, values: new Map() } }
    relation.units.set(name, place)
    changed = copySettings(relation, name, place.settings, settings, observer) || changed
    changed = !place.inScope || changed
    place.inScope = true
  }
  for (const [name, place] of relation.units) {
    if (unitApplication(name) !== remote.name || half.units.has(Number(name.split("/")[1]))) continue
    changed = place.inScope || changed
    place.inScope = false
  }
  return changed
}

function copySettings(
  relation: RelationState,
  owner: string,
  to: Settings,
  from: Settings,
  observer: Observer,
): boolean {
  if (to.version === from.version) return false
  const keys = new Set([...to.values.keys(), ...from.values.keys()])
  const changes = [...keys].flatMap((key) => {
    const [before, after] = [to.values.get(key), from.values.get(key)]
    return before === after ? [] : [{ key, before, after }]
  })
  to.version = from.version
  to.values.clear()
  for (const [key, value] of from.values) to.values.set(key, value)
  observer.emit({
    type: "databag-changed",
    relationId: relation.id,
    relation: relationKey(relation),
    owner,
    changes,
  })
  return true
}

/** Ends this model's half of a relation: the units of the other model are gone, the own ones run departed and broken. */
function endRelation(state: ModelState, relation: RelationState, observer: Observer): boolean {
  const wasAlive = relation.life === "alive"
  dismissRelation(state, relation, observer)
  for (const { application } of relation.endpoints) removeRemoteIfUnused(state, application)
  return wasAlive
}
