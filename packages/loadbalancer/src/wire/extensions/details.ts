import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import { type ReadResult, ValidationError } from "../issue.ts"
import { md5 } from "../md5.ts"
import type { JsonNode } from "../python-json.ts"
import * as check from "../v1/checks.ts"
import {
  DocumentReader,
  type ReadNode,
  type Report,
  readDocument,
  readIntegerMap,
  readList,
  readObject,
  readString,
} from "../v1/document-reader.ts"
import { REQUEST_FIELDS } from "../v1/request.ts"
import { hashResponse, type WireResponse } from "../v1/response.ts"
import { checkUtcTime, readUtcTime } from "./utc-time.ts"

/** How the provider treated a field: applied as requested, applied with another value, or ignored. */
export type Outcome = "applied" | "adjusted" | "ignored"

/** How the provider treated one field of a request. */
export interface WireOutcome {
  readonly outcome: Outcome
  /** The effective value of an adjusted field. */
  readonly value?: JsonNode
  readonly why?: string
}

/** The document under `details_<name>`: what the provider reports in addition to a response of version 1. */
export interface WireDetails {
  /** The `received_hash` of the response that it belongs to; with another hash it is stale. */
  readonly received_hash: string | null
  /** All addresses of the load balancer, the response's first. */
  readonly addresses: readonly string[]
  /** Requested port to the port on which the load balancer listens; missing ports are as requested. */
  readonly ports: Readonly<Record<number, number>>
  /** Request field to its outcome; unknown for missing fields. */
  readonly fields: Readonly<Record<string, WireOutcome>>
  /** Problems of the request, by exact path: `health_checks[0].path`. */
  readonly error_paths: Readonly<Record<string, string>>
  /**
   * The `until` of the completed drain: the load balancer has no connections any more, and the requirer may withdraw the request.
   * Any other time belongs to another drain, such as a cancelled one, and is ignored.
   */
  readonly drained: string | null
}

/** Parses details. Never throws. */
export function parseDetails(text: string): ReadResult<WireDetails> {
  return readDocument(text, build)
}

function build(fields: ReadonlyMap<string, JsonNode>, report: Report): WireDetails | undefined {
  const reader = new DocumentReader(fields, [], report)
  const received = reader.nullable("received_hash", readString)
  const addresses = reader.optional("addresses", readList(readAddress), [])
  const ports = reader.optional("ports", readIntegerMap, {})
  const outcomes = reader.optional("fields", readMapOf(readOutcome), {})
  const paths = reader.optional("error_paths", readMapOf(readString), {})
  const drained = reader.nullable("drained", readUtcTime)
  reader.warnOfUnknownFields()
  if (received === undefined || addresses === undefined || ports === undefined) return undefined
  if (outcomes === undefined || paths === undefined || drained === undefined) return undefined
  const issues = Object.keys(ports).length === 0 ? [] : check.portMapping(ports)
  report.issues.push(...issues.map(({ path, message }) => ({ path: ["ports", ...path], message })))
  return { received_hash: received, addresses, ports, fields: outcomes, error_paths: paths, drained }
}

/** Validates addresses like the response's own, because they too end up in URLs and configuration files. */
const readAddress: ReadNode<string> = (node, path, report) => {
  const issues = check.address(node)
  report.issues.push(...issues.map(({ message }) => ({ path, message })))
  return typeof node === "string" ? node : undefined
}

const readOutcome: ReadNode<WireOutcome> = readObject((members, path, report) => {
  const reader = new DocumentReader(members, path, report)
  const outcome = reader.required("outcome", (node, at) => {
    if (node === "applied" || node === "adjusted" || node === "ignored") return node
    report.issues.push({ path: at, message: "Must be applied, adjusted or ignored." })
    return undefined
  })
  const value = reader.nullable("value", (node) => node)
  const why = reader.nullable("why", readString)
  reader.warnOfUnknownFields()
  if (outcome === undefined) return undefined
  return {
    outcome,
    ...(value === null || value === undefined ? {} : { value }),
    ...(why === null || why === undefined ? {} : { why }),
  }
})

function readMapOf<T>(read: ReadNode<T>): ReadNode<Readonly<Record<string, T>>> {
  return (node, path, report) => {
    if (!(node instanceof Map)) {
      report.issues.push({ path, message: "Not a valid mapping type." })
      return undefined
    }
    const items: [string, T][] = []
    for (const [key, item] of node) {
      const value = read(item, [...path, key], report)
      if (value !== undefined) items.push([key, value])
    }
    return Object.fromEntries(items)
  }
}

/** Reads the details of the response with this `received_hash`; undefined if they are missing, unreadable or stale. */
export function readDetails(text: string | undefined, receivedHash: string | null): WireDetails | undefined {
  const read = text === undefined ? undefined : parseDetails(text)
  if (read?.ok !== true || receivedHash === null) return undefined
  return read.value.received_hash === receivedHash ? read.value : undefined
}

/** Hashes a response together with its details: the hash changes if either changes. */
export function hashAnswer(response: WireResponse, details: WireDetails | undefined): string {
  const hash = hashResponse(response)
  return details === undefined ? hash : md5(`${hash}\n${canonicalDetails(details)}`)
}

/** Details from a charm author, not validated yet. */
export type UncheckedDetails = { readonly [Field in keyof WireDetails]: unknown }

const fieldPath = check.text(
  new RegExp(`^(?:${REQUEST_FIELDS.join("|")})(?:[.[][A-Za-z0-9_.[\\]-]*)?$`),
  "a field of the request, or a place in one",
)

const mapOf =
  (key: check.Check, item: check.Check): check.Check =>
  (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [{ path: [], message: "Not a valid mapping type." }]
    const keys = Object.keys(value)
    const wrong = keys.flatMap((name) => key(name).map(({ message }) => ({ path: [name], message })))
    return [...wrong, ...check.checkFields(value, Object.fromEntries(keys.map((name) => [name, item])))]
  }

const outcome: check.Check = (value) =>
  typeof value !== "object" || value === null
    ? [{ path: [], message: "Not a valid mapping type." }]
    : check.checkDocument(value, {
        outcome: check.text(/^(applied|adjusted|ignored)$/, "applied, adjusted or ignored"),
        value: json,
        why: check.nullable(check.message),
      })

const json: check.Check = (value) => {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean")
    return []
  if (typeof value === "number" && Number.isSafeInteger(value)) return []
  if (Array.isArray(value)) return check.list(json)(value)
  if (typeof value === "object") return mapOf(() => [], json)(value)
  return [{ path: [], message: "Must be text, a whole number, true, false, or a list or map of these." }]
}

const CHECKS: Record<keyof WireDetails, check.Check> = {
  received_hash: check.nullable(check.text(/^/, "text")),
  addresses: check.list(check.address),
  ports: (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
      ? []
      : check.portMapping(value),
  fields: mapOf(fieldPath, outcome),
  error_paths: mapOf(fieldPath, check.message),
  drained: check.nullable(checkUtcTime),
}

/**
 * Serialises details as canonical text, without empty fields.
 * @throws ValidationError with all problems
 */
export function serializeDetails(value: UncheckedDetails): string {
  assertDetails(value)
  return canonicalDetails(value)
}

/** Serialises details without validation: for details that were parsed from a databag. */
export function canonicalDetails(value: WireDetails): string {
  const { received_hash, addresses, ports, fields, error_paths, drained } = value
  const document: Record<string, CanonicalValue> = { received_hash }
  if (addresses.length > 0) document.addresses = addresses
  if (Object.keys(ports).length > 0)
    document.ports = new Map(Object.entries(ports).map(([from, to]): [number, number] => [Number(from), to]))
  if (Object.keys(fields).length > 0)
    document.fields = Object.fromEntries(
      Object.entries(fields).map(([name, one]) => [name, outcomeFields(one)]),
    )
  if (Object.keys(error_paths).length > 0) document.error_paths = error_paths
  if (drained != null) document.drained = drained
  return canonicalJson(document)
}

function outcomeFields({ outcome: what, value, why }: WireOutcome): CanonicalValue {
  return { outcome: what, ...(value == null ? {} : { value }), ...(why == null ? {} : { why }) }
}

function assertDetails(value: UncheckedDetails): asserts value is WireDetails {
  const issues = check.checkDocument(value, CHECKS)
  if (issues.length > 0) throw new ValidationError("The details of the response", issues)
}
