import { type ApplicationState, newApplication } from "../state/application.ts"
import { type ModelState, newModelState } from "../state/model-state.ts"
import { Relations } from "../state/relation.ts"
import { newUnit } from "../state/unit.ts"
import { fromJson, toJson } from "./json-codec.ts"
import { StateFileError } from "./state-file.ts"

/** Everything of a model that is saved to disk. */
export interface SavedState {
  readonly state: ModelState
  /** First three numbers of the units' addresses. */
  readonly network: string
  /** Files of the charm in each unit's folder, so that the next revision can delete obsolete ones. */
  readonly unpacked: ReadonlyMap<string, readonly string[]>
}

export function serializeModel(saved: SavedState): string {
  return JSON.stringify(toJson(saved))
}

/** Parses a saved model. The checksum has verified the bytes; this checks that they contain a model. */
export function parseModel(body: string, file: string): SavedState {
  const saved = fromJson(JSON.parse(body))
  if (!isSavedState(saved)) throw new StateFileError(`${file} does not contain a model`)
  const { name, uuid, jujuVersion } = saved.state
  // A file of an older version lacks newer fields of the state: use their empty values.
  const state = { ...newModelState({ name, uuid, jujuVersion }), ...saved.state }
  const applications = mapValues(state.applications, withNewerFields)
  const machines = mapValues(state.machines, (machine) => ({ ...NOT_ISOLATED, ...machine }))
  const whole = { ...state, applications, machines, relations: new Relations(saved.state.relations) }
  addMachinesOfUnits(whole)
  return { ...saved, state: whole }
}

const NOT_ISOLATED = { isolated: false, base: undefined }

/** In a file of an older version, each unit has a machine of its own, of which only the unit's number is known. */
function addMachinesOfUnits({ applications, machines, created }: ModelState): void {
  for (const { units } of applications.values()) {
    for (const { machine: id, address } of units.values())
      if (!machines.has(id)) machines.set(id, { id, address, created, ...NOT_ISOLATED })
  }
}

function withNewerFields(application: ApplicationState): ApplicationState {
  const units = mapValues(application.units, (unit) => ({ ...newUnit(unit), ...unit }))
  return { ...newApplication(application.name, application.charm), ...application, units }
}

function mapValues<T>(map: ReadonlyMap<string, T>, convert: (value: T) => T): Map<string, T> {
  return new Map([...map].map(([key, value]) => [key, convert(value)]))
}

function isSavedState(value: unknown): value is SavedState {
  return (
    isObject(value) &&
    typeof value.network === "string" &&
    value.unpacked instanceof Map &&
    isModelState(value.state)
  )
}

function isModelState(value: unknown): value is ModelState {
  return (
    isObject(value) &&
    [value.name, value.uuid, value.controller, value.jujuVersion].every((text) => typeof text === "string") &&
    [value.nextRelation, value.nextMachine].every(Number.isSafeInteger) &&
    value.created instanceof Date &&
    value.relations instanceof Map &&
    value.applications instanceof Map &&
    [...value.applications.values()].every(isApplication)
  )
}

function isApplication(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    value.units instanceof Map &&
    value.config instanceof Map &&
    isObject(value.charm) &&
    value.charm.kind === "packed"
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}
