import { DOCUMENTS } from "../../describe/documents.ts"
import { type JsonNode, requestNames, responseNames } from "../../wire.ts"
import { DOCUMENT_KINDS, type DocumentKind, InputError } from "./read-input.ts"
import { bagOf, type NodeMap, ownerOf, type RelationView, roleOf, unitsOf } from "./relation.ts"
import { type Choices, type JujuKind, readShowUnit, UNIT_NAME } from "./show-unit.ts"

/** Databags of relations. */
export interface Shown {
  /** For `juju show-unit`: whose databags it was taken to show, and why. */
  readonly juju: JujuKind | null
  readonly relations: readonly RelationView[]
  /** Endpoints that were left out because nothing there speaks of load balancers. */
  readonly leftOut: readonly string[]
}

/**
 * Finds out what the input is: databags, or one document.
 * @throws InputError if it is nothing of this interface
 */
export function recognise(node: JsonNode, choices: Choices): Shown | { readonly document: DocumentKind } {
  if (Array.isArray(node) && node.length > 0 && node.every((word) => typeof word === "string"))
    return { document: "extensions" }
  if (!(node instanceof Map) || node.size === 0) throw unknown()
  const applications = node.get("applications")
  if (applications instanceof Map) throw isStatus(applications)
  const keys = [...node.keys()]
  if (keys.every((key) => UNIT_NAME.test(key) && node.get(key) instanceof Map))
    return readShowUnit(node, choices)
  if (node.has("relation-info")) return readShowUnit(new Map([["", node]]), choices)
  if ((node.has("consumer") || node.has("provider")) && keys.every((key) => PARTS.includes(key)))
    return shown(bothSides(node))
  // `health_checks` is a field, a list; under `health_checks` of a databag there is text.
  if (keys.some((key) => ownerOf(key) !== undefined && !Array.isArray(node.get(key))))
    return shown(oneSide(node))
  const document = documentKind(node)
  if (document === undefined) throw unknown()
  return { document }
}

const shown = (relation: RelationView): Shown => ({ juju: null, relations: [relation], leftOut: [] })

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
    consumer: { bag: bag("consumer"), units: units && unitsOf(units) },
    provider: { bag: bag("provider") },
  }
}

function oneSide(map: NodeMap): RelationView {
  const keys = [...map.keys()]
  if (requestNames(keys).length > 0 && responseNames(keys).length > 0) {
    throw new InputError(
      'these are keys of both sides; say which is whose: {"consumer": {"request_…": "…"}, "provider": {"response_…": "…"}}',
    )
  }
  const bag = bagOf(map, "the databag")
  return roleOf(keys) === "provider"
    ? { consumer: {}, provider: { bag } }
    : { consumer: { bag }, provider: {} }
}
