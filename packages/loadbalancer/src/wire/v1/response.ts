import { canonicalJson } from "../canonical-json.ts"
import { type Issue, type ReadResult, ValidationError } from "../issue.ts"
import { md5 } from "../md5.ts"
import type { JsonNode } from "../python-json.ts"
import { pythonText } from "../python-text.ts"
import * as check from "./checks.ts"
import { DocumentReader, type ReadNode, type Report, readDocument, readString } from "./document-reader.ts"
import { REQUEST_FIELDS } from "./request.ts"

/** `unsupported`: the provider does not support the request. `provider_error`: it does, but failed. */
export type ErrorType = "unsupported" | "provider_error"

/** Error types by name, used as in upstream's documentation: `response.error = response.errorTypes.unsupported`. */
export const ERROR_TYPES = { unsupported: "unsupported", providerError: "provider_error" } as const

/** The document under `response_<name>`, with the field names of the wire. */
export interface WireResponse {
  readonly address: string | null
  readonly error: ErrorType | null
  readonly error_message: string | null
  /** Field of the request (name on the wire) to its problem. */
  readonly error_fields: Readonly<Record<string, string>>
  /** The `sent_hash` of the answered request, unchanged. */
  readonly received_hash: string | null
}

/** Parses a response like the Python library, but ignores unknown fields and accepts "provider error". Never throws. */
export function parseResponse(text: string): ReadResult<WireResponse> {
  return readDocument(text, buildResponse)
}

function buildResponse(fields: ReadonlyMap<string, JsonNode>, report: Report): WireResponse | undefined {
  const reader = new DocumentReader(fields, [], report)
  const address = reader.nullable("address", readString)
  const error = reader.nullable("error", readErrorType)
  const message = reader.nullable("error_message", readString)
  const errorFields = reader.optional("error_fields", readErrorFields, {})
  const receivedHash = reader.nullable("received_hash", readString)
  reader.warnOfUnknownFields()
  if (address === undefined || error === undefined || message === undefined) return undefined
  if (errorFields === undefined || receivedHash === undefined) return undefined
  const value: WireResponse = {
    address,
    error,
    error_message: message,
    error_fields: errorFields,
    received_hash: receivedHash,
  }
  report.issues.push(...checkWhole(value))
  return value
}

/** The wire has the enum's name, `provider_error`. Upstream's documentation shows its value, "provider error", so peers may write that. */
const readErrorType: ReadNode<ErrorType> = (node, path, report) => {
  if (node === "unsupported" || node === "provider_error") return node
  if (node === "provider error") return "provider_error"
  const message =
    typeof node === "string" ? `Invalid enum member ${pythonText(node)}` : "Enum name must be string"
  report.issues.push({ path, message })
  return undefined
}

/** Values other than strings become their JSON text: the Python library accepts them, but charms expect text. */
const readErrorFields: ReadNode<Readonly<Record<string, string>>> = (node, path, report) => {
  if (!(node instanceof Map)) {
    report.issues.push({ path, message: "Not a valid mapping type." })
    return undefined
  }
  const texts = [...node].map(([key, item]) => [key, typeof item === "string" ? item : canonicalJson(item)])
  return Object.fromEntries(texts)
}

/**
 * Returns the error of a response. `error_fields` without `error` count as `unsupported`: openstack-integrator refuses that way, and
 * keeps its earlier address.
 */
export function effectiveError({ error, error_fields: fields }: WireResponse): ErrorType | null {
  return error ?? (Object.keys(fields).length > 0 ? ERROR_TYPES.unsupported : null)
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set(REQUEST_FIELDS)

/** Checks rules between fields. As in Python, they apply only if every field is valid, and only the first violation is reported. */
function checkWhole(value: WireResponse): readonly Issue[] {
  const explained = value.error_message || Object.keys(value.error_fields).length > 0
  if (value.error === null && !value.address) return [{ path: [], message: "address required on success" }]
  if (value.error !== null && !explained) {
    return [{ path: [], message: "error_message or error_fields required on failure" }]
  }
  const unknown = Object.keys(value.error_fields).filter((field) => !KNOWN_FIELDS.has(field))
  if (unknown.length === 0) return []
  const message = `Unknown field${unknown.length > 1 ? "s" : ""}: ${unknown.sort().join(", ")}`
  return [{ path: ["error_fields"], message }]
}

/** A response from a charm author, not validated yet. */
export type UncheckedResponse = { readonly [Field in keyof WireResponse]: unknown }

const RESPONSE_CHECKS: Record<keyof WireResponse, check.Check> = {
  address: check.nullable(check.address),
  error: check.nullable((value) => errorType(value)),
  error_message: check.nullable(check.message),
  error_fields: (value) => errorFields(value),
  // Any text: it belongs to the requirer and is returned unchanged.
  received_hash: check.nullable(check.text(/^/, "text")),
}

function assertResponse(value: UncheckedResponse): asserts value is WireResponse {
  const issues = check.checkDocument(value, RESPONSE_CHECKS)
  if (issues.length > 0) throw new ValidationError("The response", issues)
}

const errorType: check.Check = (value) =>
  value === "unsupported" || value === "provider_error"
    ? []
    : [{ path: [], message: `Invalid enum member ${String(value)}` }]

const errorFields: check.Check = (value) => {
  if (value == null) return [{ path: [], message: "Field may not be null." }]
  if (typeof value !== "object" || Array.isArray(value))
    return [{ path: [], message: "Not a valid mapping type." }]
  return check.checkFields(
    value,
    Object.fromEntries(Object.keys(value).map((field) => [field, check.message])),
  )
}

/**
 * Lists values that the Python library accepts but that must not reach a configuration file or a terminal. Addresses may be URLs,
 * because upstream's providers write them. Messages are not checked: the response is usable, and they are sanitised when shown.
 */
export function responseHazards({ address, received_hash }: WireResponse): readonly Issue[] {
  return check.checkFields({ address, received_hash }, RESPONSE_HAZARDS)
}

const RESPONSE_HAZARDS: Readonly<Record<string, check.Check>> = {
  address: check.nullable(check.harmless(2000, "an IP address, a host name or a URL,")),
  received_hash: check.nullable(check.message),
}

/**
 * Validates a response, stricter than {@link parseResponse}, and serialises it as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeResponse(value: UncheckedResponse): string {
  assertResponse(value)
  const whole = checkWhole(value)
  if (whole.length > 0) throw new ValidationError("The response", whole)
  return responseText(value)
}

/** Serialises a response without validation: for responses that were parsed from a databag. */
export function responseText({
  address,
  error,
  error_message,
  error_fields,
  received_hash,
}: WireResponse): string {
  return canonicalJson({ address, error, error_message, error_fields, received_hash })
}

/** Computes the MD5 of a response's canonical text, as the Python library does. */
export function hashResponse(value: WireResponse): string {
  return md5(responseText(value))
}
