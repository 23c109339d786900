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

/** How the load balancer finds out whether a backend lives. */
export interface WireHealthCheck {
  readonly protocol: Protocol
  readonly port: number
  /** For http and https. */
  readonly path: string | null
  /** Seconds between two checks. */
  readonly interval: number
  /** Failures in a row before the backend counts as dead. */
  readonly retries: number
}

/** Seconds between two checks. */
export const DEFAULT_INTERVAL = 30
/** Failures in a row before a backend counts as dead. */
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

/** Reads a health check that stands alone. Never throws. */
export function parseHealthCheck(text: string): ReadResult<WireHealthCheck> {
  return readDocument(text, (fields, report) => buildHealthCheck(fields, [], report))
}

const MAX_COUNT = 2 ** 31 - 1

/** What must hold for a health check that we write; stricter than what we read. */
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

/** A health check as it comes from an author: nothing about its fields is sure. */
export type UncheckedHealthCheck = { readonly [Field in keyof WireHealthCheck]: unknown }

function assertHealthCheck(value: UncheckedHealthCheck): asserts value is WireHealthCheck {
  const issues = checkHealthCheck(value)
  if (issues.length > 0) throw new ValidationError("The health check", issues)
}

/**
 * The check as canonical text.
 * @throws ValidationError with everything that is wrong.
 */
export function serializeHealthCheck(value: UncheckedHealthCheck): string {
  assertHealthCheck(value)
  return canonicalJson(healthCheckFields(value))
}

/** MD5 of the check's canonical text, as the Python library computes it. */
export function hashHealthCheck(value: WireHealthCheck): string {
  return md5(canonicalJson(healthCheckFields(value)))
}
