import { DOCUMENTS, EXTENSIONS } from "../../describe/documents.ts"
import {
  ackedNames,
  answerRecordNames,
  CAPABILITIES_KEY,
  detailsNames,
  drainNames,
  EXTENSIONS_KEY,
  type JsonNode,
  requestNames,
  responseNames,
  secretsNames,
  VERSION_KEY,
} from "../../wire.ts"
import { InputError } from "./input-error.ts"
import { asBag, asMap, asText, byNumber, type NodeMap } from "./nodes.ts"
import { type RelationView, UNSEEN, type UnitAddress } from "./relation-view.ts"
import { roleOfBag } from "./role.ts"
import { UNIT_NAME } from "./show-unit.ts"

export type DocumentKind = (typeof DOCUMENTS)[number]["name"] | typeof EXTENSIONS.name
export const DOCUMENT_KINDS: readonly DocumentKind[] = [...DOCUMENTS, EXTENSIONS].map(({ name }) => name)

export type Recognised =
  | { readonly kind: "show-unit"; readonly units: NodeMap }
  | { readonly kind: "databags"; readonly relation: RelationView }
  | { readonly kind: "document"; readonly as: DocumentKind }

/**
 * Finds out what was given.
 * @throws InputError if it is nothing of this interface
 */
export function recognise(node: JsonNode): Recognised {
  if (isAnnouncement(node)) return { kind: "document", as: "extensions" }
  const map = asMap(node)
  if (map === undefined || map.size === 0) throw unknown()
  const keys = [...map.keys()]
  if (keys.every((key) => UNIT_NAME.test(key) && asMap(map.get(key)) !== undefined)) {
    return { kind: "show-unit", units: map }
  }
  if (map.has("relation-info"))
    return { kind: "show-unit", units: new Map<string, JsonNode>([["this-unit/0", map]]) }
  if (
    keys.every((key) => ["consumer", "provider", "units"].includes(key)) &&
    !keys.every((key) => key === "units")
  ) {
    return { kind: "databags", relation: bothSides(map) }
  }
  if (isDatabag(keys)) return { kind: "databags", relation: oneSide(map) }
  const as = documentKind(map)
  if (as === undefined) throw unknown()
  return { kind: "document", as }
}

function unknown(): InputError {
  return new InputError(
    "this is not the output of `juju show-unit`, no databag and no document of the loadbalancer interface. " +
      `If it is a broken document, say which: --as ${DOCUMENT_KINDS.join(", ")}`,
  )
}

function isDatabag(keys: readonly string[]): boolean {
  const names = NAMES.flatMap((namesIn) => namesIn(keys))
  return names.length > 0 || keys.every((key) => WHOLE_KEYS.includes(key))
}

const NAMES = [
  requestNames,
  responseNames,
  answerRecordNames,
  ackedNames,
  detailsNames,
  drainNames,
  secretsNames,
]
const WHOLE_KEYS: readonly string[] = [VERSION_KEY, EXTENSIONS_KEY, CAPABILITIES_KEY]

function isAnnouncement(node: JsonNode): boolean {
  return Array.isArray(node) && node.length > 0 && node.every((word) => typeof word === "string")
}

const SHARED: Readonly<Record<string, DocumentKind>> = {
  sent_hash: "request",
  tls_key: "request",
  health_checks: "request",
  received_hash: "response",
  protocol: "request",
}

/** By a field that only one document has, or by one that is most often in one. */
function documentKind(map: NodeMap): DocumentKind | undefined {
  if (asMap(map.get("tls_key")) !== undefined) return "secrets"
  const own = DOCUMENTS.map(({ name, fields }) => ({
    name,
    fields: Object.keys(fields).filter((field) => ownersOf(field) === 1),
  }))
  // A document can have a few fields of another by mistake.
  const counted = own.map(({ name, fields }) => ({
    name,
    count: fields.filter((field) => map.has(field)).length,
  }))
  const [best] = counted.sort((one, other) => other.count - one.count)
  if (best !== undefined && best.count > 0) return best.name
  return Object.entries(SHARED).find(([field]) => map.has(field))?.[1]
}

const ownersOf = (field: string) => DOCUMENTS.filter(({ fields }) => Object.hasOwn(fields, field)).length

function bothSides(map: NodeMap): RelationView {
  const bag = (role: "consumer" | "provider") =>
    map.has(role) ? asBag(map.get(role), `"${role}"`) : undefined
  const units = map.has("units") ? unitsOf(map.get("units")) : undefined
  return {
    id: undefined,
    consumer: { ...UNSEEN, bag: bag("consumer"), units },
    provider: { ...UNSEEN, bag: bag("provider") },
  }
}

function unitsOf(node: JsonNode | undefined): readonly UnitAddress[] {
  const map = asMap(node)
  if (map === undefined)
    throw new InputError('"units" has to be an object of the consumer\'s units with their databags')
  return [...map]
    .sort(([a], [b]) => byNumber(a, b))
    .map(([name, data]) => ({ name, address: asText(asMap(data)?.get("ingress-address")) }))
}

function oneSide(map: NodeMap): RelationView {
  const bag = asBag(map, "the databag")
  const keys = [...bag.keys()]
  if (requestNames(keys).length > 0 && responseNames(keys).length > 0) {
    throw new InputError(
      'these are keys of both sides; say which is whose: {"consumer": {"request_…": "…"}, "provider": {"response_…": "…"}}',
    )
  }
  return roleOfBag(bag) === "provider"
    ? { id: undefined, consumer: UNSEEN, provider: { ...UNSEEN, bag } }
    : { id: undefined, consumer: { ...UNSEEN, bag }, provider: UNSEEN }
}
