import { DOCUMENTS, EXTENSIONS } from "../../describe/documents.ts"
import { type JsonNode, requestNames, responseNames } from "../../wire.ts"
import { InputError } from "./read-input.ts"
import { bagOf, type NodeMap, ownerOf, type RelationView, roleOfBag, unitsOf } from "./relation.ts"
import { UNIT_NAME } from "./show-unit.ts"

export type DocumentKind = (typeof DOCUMENTS)[number]["name"] | typeof EXTENSIONS.name
export const DOCUMENT_KINDS: readonly DocumentKind[] = [...DOCUMENTS, EXTENSIONS].map(({ name }) => name)

export type Recognised =
  /** By name; the empty name if the output does not tell. */
  | { readonly kind: "show-unit"; readonly units: NodeMap }
  | { readonly kind: "databags"; readonly relation: RelationView }
  | { readonly kind: "document"; readonly as: DocumentKind }

/**
 * Finds out what the input is.
 * @throws InputError if it is nothing of this interface
 */
export function recognise(node: JsonNode): Recognised {
  if (Array.isArray(node) && node.length > 0 && node.every((word) => typeof word === "string"))
    return { kind: "document", as: "extensions" }
  if (!(node instanceof Map) || node.size === 0) throw unknown()
  const applications = node.get("applications")
  if (applications instanceof Map) throw isStatus(applications)
  const keys = [...node.keys()]
  if (keys.every((key) => UNIT_NAME.test(key) && node.get(key) instanceof Map))
    return { kind: "show-unit", units: node }
  if (node.has("relation-info")) return { kind: "show-unit", units: new Map([["", node]]) }
  if ((node.has("consumer") || node.has("provider")) && keys.every((key) => PARTS.includes(key)))
    return { kind: "databags", relation: bothSides(node) }
  if (keys.some((key) => ownerOf(key) !== undefined)) return { kind: "databags", relation: oneSide(node) }
  const as = documentKind(node)
  if (as === undefined) throw unknown()
  return { kind: "document", as }
}

function unknown(): InputError {
  return new InputError(
    "this is not the output of `juju show-unit`, no databag and no document of the loadbalancer interface. " +
      `If it is a broken document, say which: --as ${DOCUMENT_KINDS.join(", ")}`,
  )
}

/** `juju status` names the units, but shows no databags. */
function isStatus(applications: NodeMap): InputError {
  const units = [...applications.values()].flatMap((application) => {
    const found = application instanceof Map ? application.get("units") : undefined
    return found instanceof Map ? [...found.keys()].filter((unit) => UNIT_NAME.test(unit)).slice(0, 1) : []
  })
  const command = ["juju show-unit", ...units, "--format json"].join(" ")
  return new InputError(
    `juju status shows no databags${units.length === 0 ? "" : `; give the output of: ${command}`}`,
  )
}

/** By the number of its fields; of two, the document that has fewer others. A document can have fields of another by mistake. */
function documentKind(map: NodeMap): DocumentKind | undefined {
  const [best] = DOCUMENTS.map(({ name, fields }) => {
    const names = Object.keys(fields)
    return { name, given: names.filter((field) => map.has(field)).length, size: names.length }
  }).sort((one, other) => other.given - one.given || one.size - other.size)
  return best !== undefined && best.given > 0 ? best.name : undefined
}

const PARTS: readonly string[] = ["consumer", "provider", "units"]

function bothSides(map: NodeMap): RelationView {
  const units = map.get("units")
  if (units !== undefined && !(units instanceof Map))
    throw new InputError('"units" has to be an object of the consumer\'s units with their databags')
  const bag = (role: string) => (map.has(role) ? bagOf(map.get(role), `"${role}"`) : undefined)
  return {
    id: undefined,
    consumer: { bag: bag("consumer"), units: units && unitsOf(units) },
    provider: { bag: bag("provider") },
  }
}

function oneSide(map: NodeMap): RelationView {
  const bag = bagOf(map, "the databag")
  const keys = bag.keys()
  if (requestNames(keys).length > 0 && responseNames(keys).length > 0) {
    throw new InputError(
      'these are keys of both sides; say which is whose: {"consumer": {"request_…": "…"}, "provider": {"response_…": "…"}}',
    )
  }
  return roleOfBag(bag) === "provider"
    ? { id: undefined, consumer: {}, provider: { bag } }
    : { id: undefined, consumer: { bag }, provider: {} }
}
