import type { CharmSpec } from "@charmkit/ops/metadata"
import { sha256Of } from "../charm/library/lock-file.ts"
import type { ApplicationState, CharmRelease } from "../state/application.ts"
import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { type ModelState, relationsOf, takeCharmRevision } from "../state/model-state.ts"
import { isImplicit, localEndpoint, newRelation, relationKey } from "../state/relation.ts"
import { refuseUnmetDemands } from "./charm-demands.ts"
import { boundNames } from "./exposure.ts"
import { upgradeStorages } from "./storage.ts"

/**
 * Upgrades an application to another revision of its charm, or to another charm. Units run upgrade-charm and
 * config-changed when they are idle. The new charm must have the endpoints of all existing relations; options
 * that it does not have, or whose type has changed, are dropped.
 */
export function refreshCharm(
  state: ModelState,
  application: ApplicationState,
  charm: Charm,
  release?: CharmRelease,
): void {
  refuseBrokenRelations(state, application, charm.spec)
  if (charm.spec.metadata.subordinate !== application.charm.spec.metadata.subordinate) {
    throw new MinijujuError(
      "bad-charm",
      `cannot upgrade application "${application.name}" to charm "${charm.spec.metadata.name}": cannot change an application's subordinacy`,
    )
  }
  refuseUnmetDemands(state, charm)
  const addStorages = upgradeStorages(state, application, charm)
  const before = application.charm.spec.config
  application.charm = charm
  application.follows = release
  application.charmRevision = nextRevision(state, application, charm.spec, release)
  if (release === undefined) takeCharmRevision(state, charm.spec.metadata.name)
  for (const name of application.config.keys()) {
    const option = Object.hasOwn(charm.spec.config, name) ? charm.spec.config[name] : undefined
    if (option?.type !== before[name]?.type) application.config.delete(name)
  }
  addPeerRelations(state, application)
  addStorages()
}

/** Whether the application runs this very archive. */
export function isDeployed(path: string, { charm }: ApplicationState): boolean {
  return charm.kind === "packed" && sha256Of(path) === sha256Of(charm.archive)
}

/** Refuses a charm that lacks the endpoint of an existing relation. */
export function refuseBrokenRelations(
  state: ModelState,
  { name }: ApplicationState,
  { metadata }: CharmSpec,
): void {
  for (const relation of relationsOf(state, name)) {
    const old = localEndpoint(relation, name)
    if (old === undefined || isImplicit(old)) continue
    const now = metadata.endpoints[old.name]
    if (now?.interfaceName === old.interfaceName && now.role === old.role) continue
    throw new MinijujuError(
      "bad-charm",
      jujuRules(state).words.brokenRelation(name, metadata.name, old, now, relationKey(relation)),
    )
  }
}

/**
 * Refuses a charm with endpoints or extra bindings that the present one does not have, if this Juju does: it looks for the
 * bindings of all endpoints in the charm of before.
 */
export function refuseNewEndpoints(
  state: ModelState,
  application: ApplicationState,
  { metadata }: CharmSpec,
): void {
  const { refusesNewEndpoints, words } = jujuRules(state)
  const known = boundNames(state, application.charm.spec)
  const names = boundNames(state, { metadata })
  if (!refusesNewEndpoints || names.every((name) => known.includes(name))) return
  throw new MinijujuError("bad-charm", words.newEndpoints(application.name, names))
}

/**
 * Returns the revision of the next charm. Units compare revisions: it is never that of before, also for another archive of the same
 * revision.
 */
export function nextRevision(
  { charmRevisions }: ModelState,
  { charmRevision: before }: ApplicationState,
  { metadata }: CharmSpec,
  release?: CharmRelease,
): number {
  if (release !== undefined) return release.revision === before ? before + 1 : release.revision
  // A model of an older minijuju has not counted the uploads.
  return Math.max(charmRevisions.get(metadata.name) ?? 0, before + 1)
}

/** Adds the charm's peer relations: they exist as soon as the charm declares the endpoint. */
export function addPeerRelations(state: ModelState, application: ApplicationState): void {
  const there = relationsOf(state, application.name).map(
    (relation) => localEndpoint(relation, application.name)?.name,
  )
  for (const endpoint of Object.values(application.charm.spec.metadata.endpoints)) {
    if (endpoint.role !== "peers" || there.includes(endpoint.name)) continue
    const relation = newRelation(state.nextRelation++, [{ ...endpoint, application: application.name }])
    state.relations.set(relation.id, relation)
  }
}
