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
  readProtocol,
  type WireHealthCheck,
} from "./health-check.ts"
import type { Protocol } from "./protocol.ts"

/** The document under `request_<name>`. Field names are those on the wire. */
export interface WireRequest {
  /** Stays the same for the life of the request. */
  readonly id: string
  readonly name: string
  readonly protocol: Protocol
  /** Addresses; empty: the provider uses the addresses of the consumer's units. */
  readonly backends: readonly string[]
  /** Port of the load balancer to port of the backends. */
  readonly port_mapping: Readonly<Record<number, number>>
  /** In order of preference. */
  readonly algorithm: readonly string[]
  readonly sticky: boolean
  readonly health_checks: readonly WireHealthCheck[]
  /** Reachable from outside of the cloud's or cluster's own network. */
  readonly public: boolean
  readonly tls_termination: boolean
  /** PEM. */
  readonly tls_cert: string | null
  /** PEM. Stands in the databag as plain text. */
  readonly tls_key: string | null
  readonly ingress_address: string | null
  /** The token that the provider gives back as `received_hash`. */
  readonly sent_hash: string | null
}

/** The fields of a request, as on the wire. */
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

/** Reads a request as Python's library does (coercions included), but passes over unknown fields. Never throws. */
export function parseRequest(text: string): ReadResult<WireRequest> {
  return readDocument(text, buildRequest)
}

/**
 * The token of a request as `parseRequest` gives it, also of one with other fields that cannot be read; null if there is none. A
 * consumer compares it in every hook and needs nothing else of its request then.
 */
export function readSentHash(text: string): string | null {
  const fields = parsePlainObject(text)
  if (fields !== undefined) return typeof fields.sent_hash === "string" ? fields.sent_hash : null
  const json = parsePythonJson(text)
  const sentHash = json.ok && json.value instanceof Map ? json.value.get("sent_hash") : undefined
  return typeof sentHash === "string" ? sentHash : null
}

/** Undefined for what is no object, for JSON that only Python reads, and for what may be over Python's limits (digits, depth). */
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

/** A field is undefined exactly if its reader refused it. */
function isComplete(value: Partly<WireRequest>): value is WireRequest {
  return Object.values(value).every((field) => field !== undefined)
}

/**
 * What a request that can be read may still hold, because Python's library lets it pass, and what must not reach the
 * configuration of a load balancer: ports that do not exist, and text that would break out of its place in a file.
 */
export function requestHazards(value: WireRequest): readonly Issue[] {
  const mapping = Object.keys(value.port_mapping).length === 0 ? () => [] : check.portMapping
  return check.checkFields(value, { ...HAZARDS, port_mapping: mapping })
}

const healthCheckHazards: check.Check = (value) =>
  typeof value === "object" && value !== null
    ? check.checkFields(value, { port: check.port, path: check.nullable(check.harmless(2001, "a path")) })
    : []

const HAZARDS: Readonly<Record<string, check.Check>> = {
  id: check.name,
  name: check.name,
  port_mapping: check.portMapping,
  backends: check.list(check.address),
  algorithm: check.list(check.harmless(100)),
  ingress_address: (value) => (value === "" ? [] : check.nullable(check.address)(value)),
  health_checks: check.list(healthCheckHazards),
  tls_cert: check.nullable(check.anyText),
  tls_key: check.nullable(check.anyText),
  sent_hash: check.nullable(check.token),
}

/** A request as it comes from an author: nothing about its fields is sure. */
export type UncheckedRequest = { readonly [Field in keyof WireRequest]: unknown }

/**
 * What must hold for a request that we write; stricter than what we read.
 * @param kept fields that are not checked: what stands in a databag already must stay as it is
 * @throws ValidationError with everything that is wrong.
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
    tls_cert: check.nullable(check.anyText),
    tls_key: check.nullable(check.anyText),
    ingress_address: check.nullable(check.address),
    sent_hash: check.nullable(check.token),
  }
  for (const field of kept) checks[field] = () => []
  const issues = check.checkDocument(value, checks)
  if (issues.length > 0) throw new ValidationError("The request", issues)
}

/**
 * The canonical text of a request.
 * @throws ValidationError with everything that is wrong.
 */
export function serializeRequest(value: UncheckedRequest): string {
  assertRequest(value)
  return requestText(value)
}

/** The canonical text without checks: for requests that were read, and to compare with what was written. */
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

/** MD5 of the request's canonical text without `sent_hash`, as the Python library computes it: the token under which it is sent. */
export function hashRequest(value: WireRequest): string {
  return md5(requestText(value))
}

/** The request with the `sent_hash` under which it is sent: the hash of its text while `sent_hash` is null. */
export function sealRequest(value: WireRequest): WireRequest {
  return { ...value, sent_hash: hashRequest({ ...value, sent_hash: null }) }
}
