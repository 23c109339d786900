import type { Issue, ReadResult, Remains } from "../issue.ts"
import { type JsonNode, parsePythonJson } from "../python-json.ts"
import { type Coerced, coerceBoolean, coerceInteger } from "./coerce.ts"

/** Converts the JSON of one field into its value, or adds an issue to the report and returns undefined. */
export type ReadNode<T> = (node: JsonNode, path: readonly string[], report: Report) => T | undefined

/** Reading lists and maps stops after this many issues, because a peer's document can have millions. */
const MAX_ISSUES = 1000

export interface Report {
  readonly issues: Issue[]
  readonly warnings: Issue[]
}

/** Reads the fields of one JSON object and collects all problems. The messages are those of the Python library. */
export class DocumentReader {
  readonly #fields: ReadonlyMap<string, JsonNode>
  readonly #path: readonly string[]
  readonly #report: Report
  readonly #known = new Set<string>()

  constructor(fields: ReadonlyMap<string, JsonNode>, path: readonly string[], report: Report) {
    this.#fields = fields
    this.#path = path
    this.#report = report
  }

  required<T>(name: string, read: ReadNode<T>): T | undefined {
    if (this.#fields.has(name)) return this.#read(name, read)
    this.#known.add(name)
    return this.#refuse(name, "Missing data for required field.")
  }

  optional<T>(name: string, read: ReadNode<T>, otherwise: T): T | undefined {
    return this.#fields.has(name) ? this.#read(name, read) : otherwise
  }

  nullable<T>(name: string, read: ReadNode<T>): T | null | undefined {
    return this.#fields.get(name) == null ? this.#skip(name) : this.#read(name, read)
  }

  /** Fields of a newer library are only warnings: refusing them would turn an upgrade of one side into an outage. */
  warnOfUnknownFields(): void {
    for (const name of this.#fields.keys()) {
      if (this.#known.has(name)) continue
      if (this.#report.warnings.length >= MAX_ISSUES) return
      this.#report.warnings.push({ path: [...this.#path, name], message: "Unknown field." })
    }
  }

  #read<T>(name: string, read: ReadNode<T>): T | undefined {
    this.#known.add(name)
    return notNull(read)(this.#fields.get(name) ?? null, [...this.#path, name], this.#report)
  }

  #skip(name: string): null {
    this.#known.add(name)
    return null
  }

  #refuse(name: string, message: string): undefined {
    this.#report.issues.push({ path: [...this.#path, name], message })
    return undefined
  }
}

/**
 * Parses a document: JSON text of one object. `null` counts as an empty object, as in Python.
 * @param build reads the fields; returns undefined if, and only if, it has reported issues
 */
export function readDocument<T>(
  text: string,
  build: (fields: ReadonlyMap<string, JsonNode>, report: Report) => T | undefined,
): ReadResult<T> {
  const json = parsePythonJson(text)
  if (!json.ok) return refused([{ path: [], message: json.message }])
  const fields = json.value === null ? new Map<string, JsonNode>() : json.value
  if (!(fields instanceof Map)) return refused([{ path: [], message: "Invalid input type." }])
  const report: Report = { issues: [], warnings: [] }
  const value = build(fields, report)
  if (value !== undefined && report.issues.length === 0) return { ok: true, value, warnings: report.warnings }
  return refused(report.issues, fields)
}

function refused(issues: readonly Issue[], fields?: ReadonlyMap<string, JsonNode>): ReadResult<never> {
  const id = fields?.get("id")
  const sentHash = fields?.get("sent_hash")
  const remains: Remains = {
    ...(typeof id === "string" ? { id } : {}),
    ...(typeof sentHash === "string" ? { sent_hash: sentHash } : {}),
  }
  return { ok: false, issues, remains }
}

function notNull<T>(read: ReadNode<T>): ReadNode<T> {
  return (node, path, report) => {
    if (node !== null) return read(node, path, report)
    report.issues.push({ path, message: "Field may not be null." })
    return undefined
  }
}

export const readString: ReadNode<string> = (node, path, report) => {
  if (typeof node === "string") return node
  report.issues.push({ path, message: "Not a valid string." })
  return undefined
}

export const readInteger: ReadNode<number> = coerced(coerceInteger)
export const readBoolean: ReadNode<boolean> = coerced(coerceBoolean)

function coerced<T>(coerce: (node: JsonNode) => Coerced<T>): ReadNode<T> {
  return (node, path, report) => {
    const result = coerce(node)
    if ("value" in result) return result.value
    report.issues.push({ path, message: result.problem })
    return undefined
  }
}

export function readList<T>(item: ReadNode<T>): ReadNode<readonly T[]> {
  return (node, path, report) => {
    if (!Array.isArray(node)) {
      report.issues.push({ path, message: "Not a valid list." })
      return undefined
    }
    const items: T[] = []
    for (const [index, one] of node.entries()) {
      if (report.issues.length >= MAX_ISSUES) break
      const value = notNull(item)(one, [...path, String(index)], report)
      if (value !== undefined) items.push(value)
    }
    return items
  }
}

export function readObject<T>(
  build: (fields: ReadonlyMap<string, JsonNode>, path: readonly string[], report: Report) => T | undefined,
): ReadNode<T> {
  return (node, path, report) => {
    if (node instanceof Map) return build(node, path, report)
    report.issues.push({ path, message: "Invalid input type." })
    return undefined
  }
}

/** Reads a map from integers to integers. If two keys denote the same number, the last one counts. */
export const readIntegerMap: ReadNode<Readonly<Record<number, number>>> = (node, path, report) => {
  if (!(node instanceof Map)) {
    report.issues.push({ path, message: "Not a valid mapping type." })
    return undefined
  }
  const result: Record<number, number> = {}
  for (const [keyText, item] of node) {
    if (report.issues.length >= MAX_ISSUES) break
    const key = readInteger(keyText, [...path, keyText, "key"], report)
    const value = notNull(readInteger)(item, [...path, keyText, "value"], report)
    if (key !== undefined && value !== undefined) result[key] = value
  }
  return result
}
