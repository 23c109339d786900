import {
  ackedNames,
  CAPABILITIES_KEY,
  detailsNames,
  drainNames,
  EXTENSIONS_KEY,
  handledNames,
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

export const DOCUMENT_KINDS = [
  "request",
  "response",
  "handled",
  "health-check",
  "capabilities",
  "details",
  "drain",
  "secrets",
  "extensions",
] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

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

const NAMES = [requestNames, responseNames, handledNames, ackedNames, detailsNames, drainNames, secretsNames]
const WHOLE_KEYS: readonly string[] = [VERSION_KEY, EXTENSIONS_KEY, CAPABILITIES_KEY]

function isAnnouncement(node: JsonNode): boolean {
  return Array.isArray(node) && node.length > 0 && node.every((word) => typeof word === "string")
}

/** By the fields that only this document has. */
function documentKind(map: NodeMap): DocumentKind | undefined {
  const has = (...fields: readonly string[]) => fields.some((field) => map.has(field))
  if (has("fingerprint")) return "handled"
  if (has("until")) return "drain"
  if (asMap(map.get("tls_key")) !== undefined) return "secrets"
  if (has("addresses", "ports", "fields", "error_paths", "drained")) return "details"
  if (has("protocols", "algorithms", "max_ports", "port_ranges", "internal")) return "capabilities"
  if (has("port_mapping", "sent_hash", "backends", "health_checks", "tls_key", "tls_cert")) return "request"
  if (has("address", "error", "error_message", "error_fields", "received_hash")) return "response"
  if (has("port", "interval", "retries")) return "health-check"
  return has("protocol") ? "request" : undefined
}

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
