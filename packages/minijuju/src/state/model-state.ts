import type { ApplicationState, Constraints } from "./application.ts"
import type { OfferState, RemoteApplicationState } from "./cross-model.ts"
import { MinijujuError } from "./errors.ts"
import { jujuRules } from "./juju-version.ts"
import { type RelationState, Relations } from "./relation.ts"
import type { SecretState } from "./secret.ts"
import type { StorageState } from "./storage.ts"
import type { UnitState } from "./unit.ts"

/** A machine of a model: units on it share its address, and run one hook at a time. */
export interface MachineState {
  readonly id: string
  /** The machine's own loopback address, so that units on different machines can listen on the same port. */
  readonly address: string
  readonly created: Date
  /** Whether it has its own files of the system and its own processes. */
  readonly isolated: boolean
  /** The base that the files of an isolated machine name; undefined: what this system is. */
  readonly base: string | undefined
}

/** The whole model as plain data. Rules and views are functions over it. */
export interface ModelState {
  readonly name: string
  readonly uuid: string
  readonly controller: string
  readonly jujuVersion: string
  readonly created: Date
  /** Options that the operator set with `juju model-config`. */
  readonly config: Map<string, string>
  /** For applications that have no constraint of that key. */
  constraints: Constraints
  /** Public keys that the operator added with `juju add-ssh-key`. */
  sshKeys: readonly string[]
  readonly applications: Map<string, ApplicationState>
  readonly relations: Relations
  /** By number. */
  readonly machines: Map<string, MachineState>
  readonly secrets: Map<string, SecretState>
  /** What applications of this model offer to others. */
  readonly offers: Map<string, OfferState>
  /** Applications of other models with relations to this one, by their name here. */
  readonly remotes: Map<string, RemoteApplicationState>
  readonly storages: Map<string, StorageState>
  /** How many archives of each charm were uploaded: the next one's revision. */
  readonly charmRevisions: Map<string, number>
  nextRelation: number
  nextMachine: number
  /** The storages of a model share one sequence of numbers. */
  nextStorage: number
  /** Operations and their tasks (actions, exec) share one sequence of numbers. */
  nextOperation: number
}

/** Creates an empty model. */
export function newModelState(model: Pick<ModelState, "name" | "uuid" | "jujuVersion">): ModelState {
  return {
    ...model,
    controller: "minijuju",
    created: new Date(),
    config: new Map(),
    constraints: {},
    sshKeys: [],
    applications: new Map(),
    relations: new Relations(),
    machines: new Map(),
    secrets: new Map(),
    offers: new Map(),
    remotes: new Map(),
    storages: new Map(),
    charmRevisions: new Map(),
    nextRelation: 0,
    nextMachine: 0,
    nextStorage: 0,
    nextOperation: jujuRules(model).firstOperation,
  }
}

/** Returns the revision that Juju gives to a local charm: it counts the uploads of charms of this name. */
export function takeCharmRevision({ charmRevisions }: ModelState, charm: string): number {
  const revision = charmRevisions.get(charm) ?? 0
  charmRevisions.set(charm, revision + 1)
  return revision
}

/**
 * Returns the application with this name.
 * @throws MinijujuError `not-found`
 */
export function getApplication(state: ModelState, name: string): ApplicationState {
  const application = state.applications.get(name)
  if (application === undefined) throw new MinijujuError("not-found", `application "${name}" not found`)
  return application
}

export function findUnit(state: ModelState, name: string): UnitState | undefined {
  return state.applications.get(name.split("/")[0] ?? "")?.units.get(name)
}

/**
 * Returns the unit with this name.
 * @throws MinijujuError `not-found`
 */
export function getUnit(state: ModelState, name: string): UnitState {
  const unit = findUnit(state, name)
  if (unit === undefined) throw new MinijujuError("not-found", `unit "${name}" not found`)
  return unit
}

/** Returns the relations of an application, by id. */
export function relationsOf(state: ModelState, application: string): readonly RelationState[] {
  return state.relations.of(application)
}
