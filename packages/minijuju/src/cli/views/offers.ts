import type { EndpointMetadata } from "@charmkit/ops/metadata"
import { relationStatus, shortUrl } from "../../operator/offers.ts"
import type { StatusView } from "../../operator/status.ts"
import {
  isConsumed,
  type OfferState,
  type RemoteApplicationState,
  unitApplication,
} from "../../state/cross-model.ts"
import type { ModelState } from "../../state/model-state.ts"
import { offerRelations } from "../../state/offer-relations.ts"
import type { RelationState } from "../../state/relation.ts"

/** The users of each offer, as commands show them: minijuju has only `admin`. */
export const USERS = { admin: { "display-name": "admin", access: "admin" } }

/** What Juju calls the roles of endpoints outside of metadata.yaml. */
const ROLES = { requires: "requirer", provides: "provider", peers: "peer" } as const

/** Endpoints by name, sorted. */
export function endpointViews(endpoints: readonly EndpointMetadata[]) {
  return Object.fromEntries(
    [...endpoints]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, interfaceName, role }) => [name, { interface: interfaceName, role: ROLES[role] }]),
  )
}

export function offeredEndpoints(state: ModelState, offer: OfferState): readonly EndpointMetadata[] {
  const declared = state.applications.get(offer.application)?.charm.spec.metadata.endpoints ?? {}
  return offer.endpoints.flatMap((name) => declared[name] ?? [])
}

/** An offer as `juju offers --format json` shows it (Juju: `cmd/juju/crossmodel/list.go`). */
export function offerView(state: ModelState, offer: OfferState) {
  const connections = offerRelations(state, offer).map((relation) => connectionView(state, relation))
  return {
    application: offer.application,
    store: state.controller,
    charm: charmUrl(state, offer),
    "offer-url": shortUrl(state, offer.name),
    endpoints: endpointViews(offeredEndpoints(state, offer)),
    ...(connections.length === 0 ? {} : { connections }),
    users: USERS,
  }
}

function connectionView(state: ModelState, relation: RelationState) {
  const remote = relation.endpoints.map(({ application }) => state.remotes.get(application)).find(Boolean)
  const local = relation.endpoints.find(({ application }) => application !== remote?.name)
  const subnets = [...relation.units]
    .filter(([name, { inScope }]) => inScope && unitApplication(name) === remote?.name)
    .flatMap(([, { settings }]) => settings.values.get("egress-subnets") ?? [])
  return {
    "source-model-uuid": remote?.model ?? "",
    username: "admin",
    "relation-id": relation.id,
    endpoint: local?.name ?? "",
    status: {
      current: relationStatus(state, relation),
      ...(relation.suspended ? { message: relation.suspended } : {}),
    },
    ...(subnets.length === 0 ? {} : { "ingress-subnets": subnets }),
  }
}

/** An offer as `juju status --format json` shows it. */
export function offerStatusView(state: ModelState, offer: OfferState) {
  const relations = offerRelations(state, offer)
  const joined = relations.filter((relation) => relationStatus(state, relation) === "joined")
  return {
    application: offer.application,
    charm: charmUrl(state, offer),
    ...(relations.length === 0 ? {} : { "total-connected-count": relations.length }),
    ...(joined.length === 0 ? {} : { "active-connected-count": joined.length }),
    endpoints: endpointViews(offeredEndpoints(state, offer)),
  }
}

/** A consumed offer as `juju status --format json` shows it. */
export function saasView(
  state: ModelState,
  remote: RemoteApplicationState & { readonly url: string },
  status: (view: StatusView) => StatusView,
) {
  const { current, message, since } = remote.status
  const relations = new Map<string, string[]>()
  for (const { endpoints } of state.relations.of(remote.name)) {
    const own = endpoints.find(({ application }) => application === remote.name)?.name ?? ""
    const other = endpoints.find(({ application }) => application !== remote.name)?.application ?? ""
    relations.set(own, [...(relations.get(own) ?? []), other].sort())
  }
  return {
    url: remote.url,
    endpoints: endpointViews(remote.endpoints),
    ...(remote.life === "dying" ? { life: "dying" } : {}),
    "application-status": status({
      current,
      ...(message === "" ? {} : { message }),
      since: since.toISOString(),
    }),
    ...(relations.size === 0 ? {} : { relations: Object.fromEntries([...relations].sort()) }),
  }
}

/** The consumed offers of a model, by name. */
export function consumedOffers(state: ModelState) {
  return [...state.remotes.values()].filter(isConsumed).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The offers of a model, by name. */
export function sortedOffers(state: ModelState): OfferState[] {
  return [...state.offers.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function charmUrl(state: ModelState, { application }: OfferState): string {
  const found = state.applications.get(application)
  return `local:${found?.charm.spec.metadata.name ?? ""}-${found?.charmRevision ?? 0}`
}
