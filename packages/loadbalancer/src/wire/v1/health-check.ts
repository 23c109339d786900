import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import { type Issue, type ReadResult, ValidationError } from "../issue.ts"
import { md5 } from "../md5.ts"
import type { JsonNode } from "../python-json.ts"
import { pythonText } from "../python-text.ts"
import * as check from "./checks.ts"
import {
  DocumentReader,
  type ReadNode,
  type Report,
  readDocument,
  readInteger,
  readString,
} from "./document-reader.ts"
import { isProtocol, type Protocol } from "./protocol.ts"

/** A health check, with the field names of the wire: how the load balancer tests whether a backend is alive. */
export interface WireHealthCheck {
  readonly protocol: Protocol
  readonly port: number
  /** URL path, for http and https. */
  readonly path: string | null
  /** Seconds between two checks. */
  readonly interval: number
  /** Consecutive failures after which the backend counts as dead. */
  readonly retries: number
}

/** Default seconds between two checks. */
export const DEFAULT_INTERVAL = 30
/** Default of the consecutive failures after which a backend counts as dead. */
export const DEFAULT_RETRIES = 3

export const readProtocol: ReadNode<Protocol> = (node, path, report) => {
  if (isProtocol(node)) return node
  report.issues.push({ path, message: `Invalid enum value ${pythonText(node)}` })
  return undefined
}

export function buildHealthCheck(
  fields: ReadonlyMap<string, JsonNode>,
  path: readonly string[],
  report: Report,
): WireHealthCheck | undefined {
  const reader = new DocumentReader(fields, path, report)
  const protocol = reader.required("protocol", readProtocol)
  const port = reader.required("port", readInteger)
  const urlPath = reader.nullable("path", readString)
  const interval = reader.optional("interval", readInteger, DEFAULT_INTERVAL)
  const retries = reader.optional("retries", readInteger, DEFAULT_RETRIES)
  reader.warnOfUnknownFields()
  if (protocol === undefined || port === undefined || urlPath === undefined) return undefined
  if (interval === undefined || retries === undefined) return undefined
  return { protocol, port, path: urlPath, interval, retries }
}

/** Parses a health check outside of a request. Never throws. */
export function parseHealthCheck(text: string): ReadResult<WireHealthCheck> {
  return readDocument(text, (fields, report) => buildHealthCheck(fields, [], report))
}

export const MAX_COUNT = 2 ** 31 - 1

/** Validates a health check before it is written; stricter than {@link parseHealthCheck}. */
export function checkHealthCheck(value: unknown): readonly Issue[] {
  if (typeof value !== "object" || value === null) return [{ path: [], message: "Invalid input type." }]
  return check.checkDocument(value, {
    protocol: check.protocol,
    port: check.port,
    path: check.nullable(check.urlPath),
    interval: check.integer(1, MAX_COUNT),
    retries: check.integer(1, MAX_COUNT),
  })
}

export function healthCheckFields({
  protocol,
  port,
  path,
  interval,
  retries,
}: WireHealthCheck): CanonicalValue {
  return { protocol, port, path, interval, retries }
}

/** A health check from a charm author, not validated yet. */
export type UncheckedHealthCheck = { readonly [Field in keyof WireHealthCheck]: unknown }

function assertHealthCheck(value: UncheckedHealthCheck): asserts value is WireHealthCheck {
  const issues = checkHealthCheck(value)
  if (issues.length > 0) throw new ValidationError("The health check", issues)
}

/**
 * Serialises a health check as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeHealthCheck(value: UncheckedHealthCheck): string {
  assertHealthCheck(value)
  return canonicalJson(healthCheckFields(value))
}

/** Computes the MD5 of a health check's canonical text, as the Python library does. */
export function hashHealthCheck(value: WireHealthCheck): string {
  return md5(canonicalJson(healthCheckFields(value)))
}
