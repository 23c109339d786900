import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import { type ReadResult, ValidationError } from "../issue.ts"
import type { JsonNode } from "../python-json.ts"
import * as check from "../v1/checks.ts"
import {
  DocumentReader,
  type ReadNode,
  type Report,
  readBoolean,
  readDocument,
  readInteger,
  readList,
  readString,
} from "../v1/document-reader.ts"
import type { AlgorithmTable } from "./algorithms.ts"

/** The capabilities of a provider, with the field names of the wire. A missing field means unknown: a request may work or be refused. */
export interface WireCapabilities {
  readonly protocols?: readonly string[]
  /** Portable or provider-specific names, each with the aliases that the provider accepts. */
  readonly algorithms?: AlgorithmTable
  /** The largest number of entries in a request's `port_mapping`. */
  readonly max_ports?: number
  /** Ports on which the load balancer can listen, as pairs of the first and the last. */
  readonly port_ranges?: readonly (readonly [number, number])[]
  /** Whether requests with `public` true can be served. */
  readonly public?: boolean
  /** Whether requests with `public` false can be served. */
  readonly internal?: boolean
  readonly sticky?: boolean
  /** Supported protocols of health checks; empty: health checks are not supported. */
  readonly health_checks?: readonly string[]
  readonly tls_termination?: boolean
  /** Whether a request can choose its address. */
  readonly ingress_address?: boolean
}

/** {@link WireCapabilities} where an unknown field may also be undefined. */
export type KnownCapabilities = {
  readonly [Field in keyof WireCapabilities]?: WireCapabilities[Field] | undefined
}

/** Parses capabilities. One unreadable field makes the whole document unreadable: a part would pass for the whole. Never throws. */
export function parseCapabilities(text: string): ReadResult<WireCapabilities> {
  return readDocument(text, build)
}

function build(fields: ReadonlyMap<string, JsonNode>, report: Report): WireCapabilities | undefined {
  const reader = new DocumentReader(fields, [], report)
  const read = {
    protocols: reader.optional("protocols", readList(readString), undefined),
    algorithms: reader.optional("algorithms", readTable, undefined),
    max_ports: reader.optional("max_ports", readInteger, undefined),
    port_ranges: reader.optional("port_ranges", readList(readRange), undefined),
    public: reader.optional("public", readBoolean, undefined),
    internal: reader.optional("internal", readBoolean, undefined),
    sticky: reader.optional("sticky", readBoolean, undefined),
    health_checks: reader.optional("health_checks", readList(readString), undefined),
    tls_termination: reader.optional("tls_termination", readBoolean, undefined),
    ingress_address: reader.optional("ingress_address", readBoolean, undefined),
  }
  reader.warnOfUnknownFields()
  return report.issues.length > 0 ? undefined : definedFields(read)
}

type DefinedFields<T> = { readonly [Field in keyof T]?: Exclude<T[Field], undefined> }

function definedFields<T extends object>(fields: T): DefinedFields<T>
function definedFields(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const readTable: ReadNode<AlgorithmTable> = (node, path, report) => {
  if (!(node instanceof Map)) {
    report.issues.push({ path, message: "Not a valid mapping type." })
    return undefined
  }
  const rows = [...node].map(([name, words]): [string, readonly string[]] => [
    name,
    readList(readString)(words, [...path, name], report) ?? [],
  ])
  return Object.fromEntries(rows)
}

const readRange: ReadNode<readonly [number, number]> = (node, path, report) => {
  const [first, last, ...more] = readList(readInteger)(node, path, report) ?? []
  if (first !== undefined && last !== undefined && more.length === 0) return [first, last]
  report.issues.push({ path, message: "Not a pair of ports." })
  return undefined
}

/** Capabilities from a charm author, not validated yet. */
export type UncheckedCapabilities = { readonly [Field in keyof WireCapabilities]: unknown }

const CHECKS: Record<keyof WireCapabilities, check.Check> = {
  protocols: check.list(check.protocol),
  algorithms: (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [{ path: [], message: "Not a valid mapping type." }]
    const words = Object.entries(value).map(([name, others]) => [name, others])
    return [
      ...check.list(check.word)(words.map(([name]) => name)),
      ...check.checkFields(value, Object.fromEntries(words.map(([name]) => [name, check.list(check.word)]))),
    ]
  },
  max_ports: check.integer(1, 65535),
  port_ranges: check.list((value) =>
    Array.isArray(value) && value.length === 2
      ? check.list(check.port)(value)
      : [{ path: [], message: "Not a pair of ports." }],
  ),
  public: check.boolean,
  internal: check.boolean,
  sticky: check.boolean,
  health_checks: check.list(check.protocol),
  tls_termination: check.boolean,
  ingress_address: check.boolean,
}

/**
 * Serialises capabilities as canonical text, without undefined fields.
 * @throws ValidationError with all problems
 */
export function serializeCapabilities(value: UncheckedCapabilities): string {
  assertCapabilities(value)
  const document: Record<string, CanonicalValue> = {}
  for (const [field, item] of Object.entries(value)) if (item !== undefined) document[field] = item
  return canonicalJson(document)
}

function assertCapabilities(value: UncheckedCapabilities): asserts value is WireCapabilities {
  const given = Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
  const checks = Object.entries(CHECKS).filter(([field]) => Object.hasOwn(given, field))
  const issues = [
    ...check.unknownFields(given, CHECKS),
    ...check.checkFields(given, Object.fromEntries(checks)),
  ]
  if (issues.length > 0) throw new ValidationError("The capabilities", issues)
}
