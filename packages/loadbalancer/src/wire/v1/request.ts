import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import { type Issue, type ReadResult, ValidationError } from "../issue.ts"
import { md5 } from "../md5.ts"
import { type JsonNode, MAX_DEPTH, MAX_DIGITS, parsePythonJson } from "../python-json.ts"
import * as check from "./checks.ts"
import {
  DocumentReader,
  type Report,
  readBoolean,
  readDocument,
  readIntegerMap,
  readList,
  readObject,
  readString,
} from "./document-reader.ts"
import {
  buildHealthCheck,
  checkHealthCheck,
  healthCheckFields,
  MAX_COUNT,
  readProtocol,
  type WireHealthCheck,
} from "./health-check.ts"
import type { Protocol } from "./protocol.ts"

/** The document under `request_<name>`, with the field names of the wire. */
export interface WireRequest {
  /** Stays the same for the life of the request. */
  readonly id: string
  readonly name: string
  readonly protocol: Protocol
  /** Addresses; if empty, the provider uses the addresses of the requirer's units. */
  readonly backends: readonly string[]
  /** Port of the load balancer to port of the backends. */
  readonly port_mapping: Readonly<Record<number, number>>
  /** In order of preference. */
  readonly algorithm: readonly string[]
  readonly sticky: boolean
  readonly health_checks: readonly WireHealthCheck[]
  /** Whether the load balancer is reachable from outside the network of the cloud or cluster. */
  readonly public: boolean
  readonly tls_termination: boolean
  /** PEM. */
  readonly tls_cert: string | null
  /** PEM; plain text in the databag. */
  readonly tls_key: string | null
  readonly ingress_address: string | null
  /** Hash of the request; the provider returns it as `received_hash`. */
  readonly sent_hash: string | null
}

/** The field names of a request on the wire. */
export const REQUEST_FIELDS = [
  "id",
  "name",
  "protocol",
  "backends",
  "port_mapping",
  "algorithm",
  "sticky",
  "health_checks",
  "public",
  "tls_termination",
  "tls_cert",
  "tls_key",
  "ingress_address",
  "sent_hash",
] as const satisfies readonly (keyof WireRequest)[]

/** Parses a request like the Python library, with the same coercions, but ignores unknown fields. Never throws. */
export function parseRequest(text: string): ReadResult<WireRequest> {
  return readDocument(text, buildRequest)
}

/**
 * Reads only the `sent_hash` of a request, also if other fields are unreadable; null if there is none. The requirer compares it in every
 * hook, and a full parse would be slower.
 */
export function readSentHash(text: string): string | null {
  const fields = parsePlainObject(text)
  if (fields !== undefined) return typeof fields.sent_hash === "string" ? fields.sent_hash : null
  const json = parsePythonJson(text)
  const sentHash = json.ok && json.value instanceof Map ? json.value.get("sent_hash") : undefined
  return typeof sentHash === "string" ? sentHash : null
}

/** Parses with `JSON.parse`. Undefined if that could differ from Python: not an object, `NaN` and the like, beyond the limits of digits or depth. */
function parsePlainObject(text: string): { readonly sent_hash?: unknown } | undefined {
  if (text.length > MAX_DIGITS || text.split("[").length + text.split("{").length > MAX_DEPTH)
    return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function buildRequest(fields: ReadonlyMap<string, JsonNode>, report: Report): WireRequest | undefined {
  const reader = new DocumentReader(fields, [], report)
  const value = {
    id: reader.required("id", readString),
    name: reader.required("name", readString),
    protocol: reader.required("protocol", readProtocol),
    backends: reader.optional("backends", readList(readString), []),
    port_mapping: reader.required("port_mapping", readIntegerMap),
    algorithm: reader.optional("algorithm", readList(readString), []),
    sticky: reader.optional("sticky", readBoolean, false),
    health_checks: reader.optional("health_checks", readList(readObject(buildHealthCheck)), []),
    public: reader.optional("public", readBoolean, true),
    tls_termination: reader.optional("tls_termination", readBoolean, false),
    tls_cert: reader.nullable("tls_cert", readString),
    tls_key: reader.nullable("tls_key", readString),
    ingress_address: reader.nullable("ingress_address", readString),
    sent_hash: reader.nullable("sent_hash", readString),
  }
  reader.warnOfUnknownFields()
  return isComplete(value) ? value : undefined
}

type Partly<T> = { readonly [Field in keyof T]: T[Field] | undefined }

/** A field is undefined if, and only if, its reader has reported an issue. */
function isComplete(value: Partly<WireRequest>): value is WireRequest {
  return Object.values(value).every((field) => field !== undefined)
}

/**
 * Lists values that the Python library accepts but that must not reach the configuration of a load balancer: invalid ports, and text
 * that would inject other directives.
 */
export function requestHazards(value: WireRequest): readonly Issue[] {
  const mapping = Object.keys(value.port_mapping).length === 0 ? () => [] : check.portMapping
  return check.checkFields(value, { ...HAZARDS, port_mapping: mapping })
}

const healthCheckHazards: check.Check = (value) =>
  typeof value === "object" && value !== null
    ? check.checkFields(value, {
        port: check.port,
        path: (path) => (path === "" ? [] : check.nullable(check.urlPath)(path)),
        interval: check.integer(0, MAX_COUNT),
        retries: check.integer(0, MAX_COUNT),
      })
    : []

const HAZARDS: Readonly<Record<string, check.Check>> = {
  id: check.name,
  name: check.name,
  port_mapping: check.portMapping,
  backends: check.list(check.address),
  algorithm: check.list(check.word),
  ingress_address: (value) => (value === "" ? [] : check.nullable(check.address)(value)),
  health_checks: check.list(healthCheckHazards),
  tls_cert: check.nullable(check.pem),
  tls_key: check.nullable(check.pem),
  sent_hash: check.nullable(check.token),
}

/** A request from a charm author, not validated yet. */
export type UncheckedRequest = { readonly [Field in keyof WireRequest]: unknown }

/**
 * Validates a request before it is written; stricter than {@link parseRequest}.
 * @param kept fields that are not checked, because they keep the value that is already in the databag
 * @throws ValidationError with all problems
 */
export function assertRequest(
  value: UncheckedRequest,
  kept: readonly (keyof WireRequest)[] = [],
): asserts value is WireRequest {
  const checks: Record<keyof WireRequest, check.Check> = {
    id: check.name,
    name: check.name,
    protocol: check.protocol,
    backends: check.list(check.address),
    port_mapping: check.portMapping,
    algorithm: check.list(check.word),
    sticky: check.boolean,
    health_checks: check.list(checkHealthCheck),
    public: check.boolean,
    tls_termination: check.boolean,
    tls_cert: check.nullable(check.pem),
    tls_key: check.nullable(check.pem),
    ingress_address: check.nullable(check.address),
    sent_hash: check.nullable(check.token),
  }
  for (const field of kept) checks[field] = () => []
  const issues = check.checkDocument(value, checks)
  if (issues.length > 0) throw new ValidationError("The request", issues)
}

/**
 * Validates a request and serialises it as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeRequest(value: UncheckedRequest): string {
  assertRequest(value)
  return requestText(value)
}

/** Serialises a request without validation: for requests that were parsed from a databag. */
export function requestText(value: WireRequest): string {
  return canonicalJson(requestFields(value))
}

export function requestFields(value: WireRequest): CanonicalValue {
  const ports = Object.entries(value.port_mapping).map(([key, item]): [number, number] => [Number(key), item])
  return {
    ...pick(value),
    port_mapping: new Map(ports),
    health_checks: value.health_checks.map(healthCheckFields),
  }
}

function pick(value: WireRequest): { readonly [key: string]: CanonicalValue } {
  return {
    id: value.id,
    name: value.name,
    protocol: value.protocol,
    backends: value.backends,
    algorithm: value.algorithm,
    sticky: value.sticky,
    public: value.public,
    tls_termination: value.tls_termination,
    tls_cert: value.tls_cert,
    tls_key: value.tls_key,
    ingress_address: value.ingress_address,
    sent_hash: value.sent_hash,
  }
}

/** Computes the MD5 of a request's canonical text, as the Python library does. With `sent_hash` null, it is the `sent_hash` to send. */
export function hashRequest(value: WireRequest): string {
  return md5(requestText(value))
}

/** Returns the request with its `sent_hash`: the hash of its canonical text with `sent_hash` null. */
export function sealRequest(value: WireRequest): WireRequest {
  return { ...value, sent_hash: hashRequest({ ...value, sent_hash: null }) }
}
