import type { CharmClass } from "@charmkit/ops"
import type { CharmSpec } from "@charmkit/ops/metadata"
import {
  getApplication,
  getUnit,
  type Hook,
  jujuVersionOf,
  type ModelState,
  newApplication,
  newModelState,
  newRelation,
  newUnit,
  newUnitRelation,
  type RelationEndpoint,
  type RelationHookKind,
  type UnitHookKind,
  type UnitState,
} from "minijuju/state-transition"

export type Bag = Map<string, string>

export interface MiniRelation {
  readonly id: number
  readonly endpoints: Readonly<Record<string, string>>
  /** Databags by application or unit. */
  readonly bags: Map<string, Bag>
  /** Units in the relation's scope. */
  readonly joined: Set<string>
  alive: boolean
}

export interface HookOptions {
  readonly relation?: MiniRelation
  readonly remoteUnit?: string
  readonly departing?: string
}

export interface MiniApp {
  readonly CharmClass: CharmClass
  readonly spec: CharmSpec
  leader: string | undefined
}

/** What a {@link MiniModel} consists of. */
export interface MiniParts {
  readonly apps: ReadonlyMap<string, MiniApp>
  readonly units: readonly string[]
  readonly relations: readonly MiniRelation[]
  readonly state: ReadonlyMap<string, Bag>
  bag(relation: MiniRelation, entity: string): Bag
}

/** The model as minijuju's hook tools read and write it in one hook of a unit: with the same databags. */
export function stateOf(parts: MiniParts, ofHook: string, broken?: MiniRelation): ModelState {
  const state = newModelState({ name: "mini", uuid: "mini", jujuVersion: jujuVersionOf() })
  for (const [name, { spec, leader }] of parts.apps) {
    const application = newApplication(name, { kind: "in-process", spec, run: async () => 0 })
    application.leader = leader
    state.applications.set(name, application)
  }
  // A test may run a hook of a unit that it has removed, as Juju does with the last ones.
  for (const name of new Set([...parts.units, ofHook])) {
    getApplication(state, appOf(name)).units.set(name, {
      ...newUnit({ ...placeOf(name), address: addressOf(parts, name) }),
      life: parts.units.includes(name) ? "alive" : "dying",
      installed: true,
      started: true,
      leading: parts.apps.get(appOf(name))?.leader === name,
      charmState: parts.state.get(name) ?? new Map(),
    })
  }
  for (const relation of parts.relations) {
    if (relation.alive) addRelation(parts, state, relation, getUnit(state, ofHook), relation === broken)
  }
  return state
}

function addRelation(
  parts: MiniParts,
  state: ModelState,
  given: MiniRelation,
  unit: UnitState,
  isBroken: boolean,
): void {
  if (!(unit.application in given.endpoints)) return
  const relation = newRelation(given.id, endpointsOf(parts, given))
  if (isBroken) relation.life = "dying"
  for (const application of Object.keys(given.endpoints))
    relation.applications.set(application, { version: 0, values: parts.bag(given, application) })
  const units = new Set([
    unit.name,
    ...given.joined,
    ...[...given.bags.keys()].filter((name) => name.includes("/")),
  ])
  for (const name of units)
    relation.units.set(name, { inScope: true, settings: { version: 0, values: parts.bag(given, name) } })
  const local = { ...newUnitRelation(), created: true }
  const other = remoteApp(given, unit.application)
  for (const name of given.joined) if (appOf(name) === other && !isBroken) local.members.set(name, 0)
  state.relations.set(given.id, relation)
  unit.relations.set(given.id, local)
}

/** The address that a test has written into a unit's databag. */
function addressOf(parts: MiniParts, unit: string): string {
  const written = parts.relations.map(({ bags }) => bags.get(unit)?.get("ingress-address"))
  return written.find((address) => address !== undefined) ?? "192.0.2.1"
}

/** The endpoints of a relation; one of an application without a charm is the counterpart of the other one. */
function endpointsOf(parts: MiniParts, { endpoints }: MiniRelation): RelationEndpoint[] {
  const declared = Object.entries(endpoints).flatMap(([application, name]) => {
    const endpoint = parts.apps.get(application)?.spec.metadata.endpoints[name]
    return endpoint === undefined ? [] : [{ ...endpoint, application }]
  })
  return Object.entries(endpoints).flatMap(([application, name]) => {
    const own = declared.find((endpoint) => endpoint.application === application)
    if (own !== undefined || declared[0] === undefined) return own ?? []
    const role = declared[0].role === "requires" ? ("provides" as const) : ("requires" as const)
    return { ...declared[0], application, name, role }
  })
}

export const appOf = (unit: string): string => unit.split("/")[0] ?? unit

function remoteApp({ endpoints }: MiniRelation, own: string): string {
  return Object.keys(endpoints).find((app) => app !== own) ?? own
}

function placeOf(unit: string) {
  const number = Number(unit.split("/")[1])
  return { application: appOf(unit), number, machine: String(number), charmRevision: 0 }
}

export function hookOf(
  unit: string,
  hook: string,
  { relation, remoteUnit = "", departing = "" }: HookOptions,
): Hook {
  const kind = hook.replace(/^relation-/, "")
  if (relation === undefined) {
    if (isUnitHook(kind)) return { kind }
  } else if (isRelationHook(kind)) {
    const own = appOf(unit)
    return {
      kind,
      relationId: relation.id,
      endpoint: relation.endpoints[own] ?? "",
      remoteApp: remoteApp(relation, own),
      remoteUnit,
      departingUnit: departing,
    }
  }
  throw new Error(`Juju has no hook ${hook}`)
}

const UNIT_HOOKS: readonly string[] = [
  "config-changed",
  "leader-elected",
  "start",
  "update-status",
  "upgrade-charm",
] satisfies UnitHookKind[]
const isUnitHook = (kind: string): kind is UnitHookKind => UNIT_HOOKS.includes(kind)
const RELATION_HOOKS: readonly string[] = [
  "created",
  "joined",
  "changed",
  "departed",
  "broken",
] satisfies RelationHookKind[]
const isRelationHook = (kind: string): kind is RelationHookKind => RELATION_HOOKS.includes(kind)
