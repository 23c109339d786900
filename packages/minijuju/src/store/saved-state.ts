import { type ModelState, newModelState } from "../state/model-state.ts"
import { Relations } from "../state/relation.ts"
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
  const relations = new Relations(saved.state.relations)
  return { ...saved, state: { ...newModelState({ name, uuid, jujuVersion }), ...saved.state, relations } }
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
