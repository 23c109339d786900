import type { EndpointMetadata } from "@charmkit/ops/metadata"
import {
  type ApplicationState,
  type ModelState,
  newApplication,
  newModelState,
  newRelation,
  newUnit,
  newUnitRelation,
  type RelationEndpoint,
  type Settings,
  statusInfo,
  type UnitState,
} from "minijuju/state-transition"
import { knownPeers } from "./complete-state.ts"
import { type JujuEvent, remoteUnits } from "./events.ts"
import { type Identity, unitName } from "./identity.ts"
import { inertCharm, remoteCharm } from "./inert-charm.ts"
import { otherPrincipal, principalOf, remotePrincipal } from "./principal.ts"
import { addSecrets } from "./secrets.ts"
import type { AnyRelation, DatabagContent, State, Storage } from "./state.ts"
import { storageId } from "./storage-problems.ts"
import { encodeStoredState } from "./stored-state.ts"

/** Creates a minijuju model with the contents of the state, as it is right before the event. */
export function modelOf(
  identity: Identity,
  state: State,
  event: JujuEvent,
): { readonly model: ModelState; readonly unit: UnitState } {
  const model = newModelState({ ...state.model, jujuVersion: identity.jujuVersion })
  const application = newApplication(identity.app, inertCharm(identity.spec))
  model.applications.set(identity.app, application)
  for (const [name, value] of Object.entries(state.config)) application.config.set(name, value)
  const unit = addUnit(application, identity.unit, state.address, principalOf(identity, state))
  const otherOwner = otherPrincipal(identity.spec.metadata.subordinate, identity.app)
  for (const number of otherUnits(identity, state))
    addUnit(application, number, `192.0.2.${(number % 98) + 2}`, otherOwner)
  const others = [...application.units.keys()].filter((name) => name !== unit.name)
  application.leader = state.leader ? unit.name : others[0]
  if (state.appStatus.status !== "unknown")
    application.status = statusInfo(state.appStatus.status, state.appStatus.message)
  fillUnit(unit, state)
  for (const relation of state.relations) addRelation(model, identity, relation, unit)
  for (const each of state.storages) addStorage(model, unit, each)
  for (const [name, file] of Object.entries(state.resources)) application.resources.set(name, resource(file))
  prepare(model, unit, event)
  addSecrets(model, identity, state.secrets)
  return { model, unit }
}

function fillUnit(unit: UnitState, state: State): void {
  unit.installed = true
  unit.started = true
  unit.leading = state.leader
  unit.workloadStatus = statusInfo(state.unitStatus.status, state.unitStatus.message)
  unit.statusSet = state.unitStatus.status !== "unknown"
  unit.workloadVersion = state.workloadVersion
  for (const port of state.openedPorts) unit.openPorts.add(port)
  for (const [key, value] of encodeStoredState(state)) unit.charmState.set(key, value)
}

/** Changes the relations and the unit as this event requires. */
function prepare(model: ModelState, unit: UnitState, event: JujuEvent): void {
  if (event.kind === "hook" && (event.hook === "stop" || event.hook === "remove")) unit.life = "dying"
  if (event.kind === "storage") {
    const attachment = model.storages.get(storageId(event.storage))?.attachment
    if (attachment !== undefined) attachment.attached = event.change === "detaching"
    if (attachment !== undefined && event.change === "detaching") attachment.life = "dying"
  }
  if (event.kind !== "relation") return
  const { change, leaving, relation } = event
  const local = unit.relations.get(relation.id)
  if (change === "created" || change === "broken") local?.members.clear()
  if (change === "joined") local?.members.delete(`${remoteAppOf(unit.application, relation)}/${event.unit}`)
  if (change === "departed" && leaving === "this") unit.life = "dying"
  const target = model.relations.get(relation.id)
  if (change !== "broken" || target === undefined) return
  target.life = "dying"
  for (const [name, place] of target.units) place.inScope = name === unit.name
}

function addStorage(model: ModelState, unit: UnitState, storage: Storage): void {
  const { name, index, kind, location } = storage
  const attachment = { unit: unit.name, life: "alive", attached: true, location } as const
  const id = storageId(storage)
  model.storages.set(id, {
    id,
    name,
    kind,
    pool: "",
    size: 1024,
    life: "alive",
    attachment: { ...attachment },
    since: new Date(0),
  })
  model.nextStorage = Math.max(model.nextStorage, index + 1)
}

/** The charm gets the path of the test's file, not of a copy. */
function resource(file: string) {
  return { file, inPlace: true, size: 0, fingerprint: "", uploaded: new Date(0), units: new Set<string>() }
}

function otherUnits({ unit }: Identity, { relations, plannedUnits }: State): number[] {
  const numbers = new Set(knownPeers(relations))
  for (let number = 0; numbers.size < plannedUnits - 1; number += 1) if (number !== unit) numbers.add(number)
  return [...numbers].sort((a, b) => a - b)
}

function addUnit(
  application: ApplicationState,
  number: number,
  address: string,
  principal: string | undefined,
): UnitState {
  const place = { machine: String(number), address, principal }
  const unit = newUnit({ ...place, application: application.name, number, charmRevision: 0 })
  unit.workloadStatus = statusInfo("unknown")
  application.units.set(unit.name, unit)
  return unit
}

export function remoteAppOf(app: string, relation: AnyRelation): string {
  return relation.kind === "peer" ? app : relation.remoteApp
}

function addRelation(model: ModelState, identity: Identity, given: AnyRelation, unit: UnitState): void {
  const { app, spec } = identity
  const declared = spec.metadata.endpoints[given.endpoint]
  if (declared === undefined) return
  const local: RelationEndpoint = { ...declared, application: app }
  const remoteApp = remoteAppOf(app, given)
  const relation = newRelation(given.id, given.kind === "peer" ? [local] : bothEnds(local, remoteApp))
  model.relations.set(given.id, relation)
  fill(relation.applications.get(app), given.localAppData)
  relation.units.set(unitName(identity), { inScope: true, settings: settings(given.localUnitData) })
  const bags = given.kind === "peer" ? given.peersData : given.remoteUnitsData
  if (given.kind === "relation") {
    fill(relation.applications.get(remoteApp), given.remoteAppData)
    const principal = remotePrincipal(identity, given, unit.principal)
    addRemoteApplication(model, remoteApp, remoteUnits(given), principal)
  }
  const place = { ...newUnitRelation(), created: true }
  for (const [number, content] of Object.entries(bags)) {
    relation.units.set(`${remoteApp}/${number}`, { inScope: true, settings: settings(content) })
    place.members.set(`${remoteApp}/${number}`, 1)
  }
  unit.relations.set(given.id, place)
}

/** Juju lists the requirer first. */
function bothEnds(local: RelationEndpoint, remoteApp: string): RelationEndpoint[] {
  const role: EndpointMetadata["role"] = local.role === "requires" ? "provides" : "requires"
  const remote: RelationEndpoint = { ...local, role, application: remoteApp, name: "remote" }
  return role === "requires" ? [remote, local] : [local, remote]
}

function addRemoteApplication(
  model: ModelState,
  name: string,
  units: readonly number[],
  principal: string | undefined,
): void {
  const known = model.applications.get(name)
  const application = known ?? newApplication(name, inertCharm(remoteCharm(principal !== undefined)))
  model.applications.set(name, application)
  for (const number of units) {
    if (!application.units.has(`${name}/${number}`))
      addUnit(application, number, `192.0.2.${100 + (number % 150)}`, principal)
  }
}

function settings(content: DatabagContent): Settings {
  return { version: 1, values: new Map(Object.entries(content)) }
}

function fill(target: Settings | undefined, content: DatabagContent): void {
  if (target === undefined) return
  target.version = 1
  for (const [key, value] of Object.entries(content)) target.values.set(key, value)
}
