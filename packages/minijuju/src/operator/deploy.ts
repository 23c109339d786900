import {
  type ApplicationState,
  type CharmRelease,
  type ConfigValue,
  newApplication,
} from "../state/application.ts"
import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, type ModelState, takeCharmRevision } from "../state/model-state.ts"
import { APPLICATION_NAME } from "../state/names.ts"
import type { StorageDirective } from "../state/storage.ts"
import { type NewUnit, newUnit, type UnitState } from "../state/unit.ts"
import { refuseUnmetDemands } from "./charm-demands.ts"
import { checkConfig } from "./config.ts"
import { parseConstraints } from "./constraints.ts"
import { checkBindings } from "./exposure.ts"
import { ensureLeader } from "./leadership.ts"
import { addMachine, checkPlacement, getMachine } from "./machines.ts"
import { addPeerRelations } from "./refresh.ts"
import { addInitialStorages, storagesAtDeploy } from "./storage.ts"

/** Options of a deployment; all have defaults. */
export interface DeployOptions {
  /** The application's name; default the charm's. */
  readonly name?: string
  /** Number of units; default 1, and 0 for a subordinate. */
  readonly units?: number
  /** Machines for the first units, by number; other units get a new machine each. */
  readonly to?: readonly string[]
  /** Options of the charm. Text is parsed as the option's type. */
  readonly config?: Readonly<Record<string, ConfigValue>>
  /** What each unit gets of each storage; default: as few and small ones as the charm allows. */
  readonly storage?: Readonly<Record<string, StorageDirective>>
  /** Paths of the files for the charm's resources, by name. */
  readonly resources?: Readonly<Record<string, string>>
  /**
   * Gives the units' machines their own files of the system and their own processes, so that what the charm installs goes with the machine.
   * Needs Linux and root. Default: what `isolate-machines` of the model's configuration says.
   */
  readonly isolate?: boolean
  /** Set for a charm that was found by its name; otherwise the model counts the uploads of the charm. */
  readonly release?: CharmRelease | undefined
  /** The revision that a local charm keeps, because a bundle was exported with it. */
  readonly revision?: number
  /** Whether the application may use the cloud's credentials: `juju deploy --trust`. */
  readonly trust?: boolean
  /** What is demanded of machines, in Juju's form: `["mem=4G", "cores=2"]`. Shown, and without effect on this machine. */
  readonly constraints?: readonly string[]
  /** Spaces of endpoints, in Juju's form: `["alpha", "db=alpha"]`. There is only the space alpha. */
  readonly bindings?: readonly string[]
}

/** Adds an application with its options and peer relations. Its units are added by {@link addUnit}. */
export function addApplication(state: ModelState, charm: Charm, options: DeployOptions): ApplicationState {
  const application = newApplication(deployable(state, charm, options), charm)
  application.charmRevision = revisionAtDeploy(state, charm.spec.metadata.name, options)
  application.follows = options.release
  application.isolated = options.isolate ?? false
  for (const [key, value] of checkConfig(application, options.config ?? {}))
    application.config.set(key, value)
  for (const [key, value] of storagesAtDeploy(state, application.name, charm, options.storage ?? {}))
    application.storage.set(key, value)
  application.trusted = options.trust ?? false
  application.constraints = parseConstraints(options.constraints ?? [])
  checkBindings(application, options.bindings ?? [])
  state.applications.set(application.name, application)
  addPeerRelations(state, application)
  return application
}

function revisionAtDeploy(state: ModelState, charm: string, { release, revision }: DeployOptions): number {
  if (release !== undefined) return release.revision
  if (revision === undefined) return takeCharmRevision(state, charm)
  state.charmRevisions.set(charm, Math.max(state.charmRevisions.get(charm) ?? 0, revision + 1))
  return revision
}

/** Returns the number of units to add. The units of a subordinate come with its relations. */
export function unitsToDeploy({ spec }: Charm, { units }: DeployOptions): number {
  return units ?? (spec.metadata.subordinate ? 0 : 1)
}

/**
 * Adds a unit on the machine `to`, or else on a new machine with the address that `addressOf` gives it. The first one leads
 * its application.
 * @throws MinijujuError `bad-argument` for a subordinate, whose units are added by relations
 */
export function addUnit(
  state: ModelState,
  applicationName: string,
  addressOf: (machine: number) => string,
  observer: Observer,
  to?: string,
): UnitState {
  const application = getApplication(state, applicationName)
  refuseSubordinate(application)
  const { id, address } =
    to === undefined ? addMachine(state, addressOf, application.isolated) : getMachine(state, to)
  return insertUnit(state, applicationName, { machine: id, address }, observer)
}

/** Refuses to add units to a subordinate, in Juju's words (`state/application.go`). */
function refuseSubordinate({ name, charm }: ApplicationState): void {
  if (!charm.spec.metadata.subordinate) return
  const reason = `cannot add unit to application "${name}": application is a subordinate`
  throw new MinijujuError("bad-argument", reason)
}

/** Adds the subordinate of a principal unit, on the principal's machine. */
export function addSubordinate(
  state: ModelState,
  applicationName: string,
  { name, machine, address }: UnitState,
  observer: Observer,
): UnitState {
  return insertUnit(state, applicationName, { machine, address, principal: name }, observer)
}

function insertUnit(
  state: ModelState,
  applicationName: string,
  place: Pick<NewUnit, "machine" | "address" | "principal">,
  observer: Observer,
): UnitState {
  const application = getApplication(state, applicationName)
  const unit = newUnit({
    ...place,
    application: applicationName,
    number: application.nextUnit++,
    charmRevision: application.charmRevision,
    charmModified: application.charmModified,
  })
  application.units.set(unit.name, unit)
  addInitialStorages(state, application, unit)
  ensureLeader(application, observer)
  observer.emit({ type: "unit-added", unit: unit.name })
  return unit
}

/** Checks that a charm can be deployed under a name, and returns the name. */
function deployable(state: ModelState, charm: Charm, options: DeployOptions): string {
  const name = options.name ?? charm.spec.metadata.name
  if (!APPLICATION_NAME.test(name))
    throw new MinijujuError(
      "bad-argument",
      `invalid application name "${name}": use lower-case letters, digits and single dashes, beginning with a letter`,
    )
  if (state.applications.has(name)) {
    throw new MinijujuError("already-exists", `cannot add application "${name}": application already exists`)
  }
  if (state.remotes.has(name))
    throw new MinijujuError(
      "already-exists",
      `cannot add application "${name}": saas application with same name already exists`,
    )
  const units = unitsToDeploy(charm, options)
  if (!Number.isInteger(units) || units < 0)
    throw new MinijujuError("bad-argument", `cannot deploy ${units} units`)
  if (charm.spec.metadata.subordinate && units > 0)
    throw new MinijujuError("bad-argument", "subordinate application must be deployed without units")
  checkPlacement(state, options.to ?? [], `cannot add application "${name}"`, options.isolate)
  refuseUnmetDemands(state, charm)
  return name
}
