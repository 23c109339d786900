import type { Choice, Kind, Schema, ValueOf } from "../schema/schema.ts"
import { port } from "../schema/vocabulary.ts"
import { canonicalJson } from "./canonical-json.ts"
import { check, NULL } from "./check.ts"
import { type Coerced, coerceBoolean, coerceInteger } from "./coerce.ts"
import type { Issue, ReadResult, Remains } from "./issue.ts"
import { type JsonNode, parsePythonJson } from "./python-json.ts"
import { pythonText } from "./python-text.ts"

/** Reading stops after this many issues, because a peer's document can have millions. */
const MAX_ISSUES = 1000

type Path = Issue["path"]

interface Report {
  readonly issues: Issue[]
  readonly warnings: Issue[]
}

/**
 * Parses a document: JSON text of one object, whose fields are converted as the Python library does, with its messages. `null` counts as
 * an empty object. Never throws.
 * @param rule checks what must hold between fields that are valid
 */
export function parseDocument<S extends Schema>(
  schema: S,
  text: string,
  rule?: (value: ValueOf<S>) => readonly Issue[],
): ReadResult<ValueOf<S>> {
  const json = parsePythonJson(text)
  if (!json.ok) return refused([{ path: [], message: json.message }])
  const fields = json.value ?? new Map<string, JsonNode>()
  if (!(fields instanceof Map)) return refused([{ path: [], message: "Invalid input type." }])
  const report: Report = { issues: [], warnings: [] }
  const value = readFields(schema, fields, [], report)
  if (!isComplete<S>(value, report)) return refused(report.issues, fields)
  const issues = rule?.(value) ?? []
  return issues.length > 0 ? refused(issues, fields) : { ok: true, value, warnings: report.warnings }
}

/** A field is missing or has another type if, and only if, there is an issue. */
function isComplete<S extends Schema>(_value: object, { issues }: Report): _value is ValueOf<S> {
  return issues.length === 0
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

function readFields(
  schema: Schema,
  nodes: ReadonlyMap<string, JsonNode>,
  path: Path,
  report: Report,
): object {
  const value: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(schema.fields)) {
    const node = nodes.get(name)
    const member =
      node === undefined || (node === null && field.nullable)
        ? field.otherwise
        : readPresent(field.type, node, [...path, name], report)
    if (member !== undefined) value[name] = member
    else if (node === undefined && field.required)
      refuse(report, [...path, name], "Missing data for required field.")
  }
  for (const name of nodes.keys()) {
    if (Object.hasOwn(schema.fields, name)) continue
    // Fields of a newer library are only warnings: refusing them would turn an upgrade of one side into an outage.
    if (report.warnings.length >= MAX_ISSUES) break
    report.warnings.push({ path: [...path, name], message: "Unknown field." })
  }
  return value
}

function readPresent(type: Kind, node: JsonNode, path: Path, report: Report): unknown {
  return node === null ? refuse(report, path, NULL) : read(type, node, path, report)
}

function refuse(report: Report, path: Path, message: string): undefined {
  report.issues.push({ path, message })
}

/** Returns undefined if, and only if, the value cannot be converted; then it has reported an issue. */
function read(type: Kind, node: JsonNode, path: Path, report: Report): unknown {
  switch (type.kind) {
    case "text":
    case "time":
      if (typeof node === "string") return type.strict ? checked(type, node, path, report) : node
      return "converted" in type ? canonicalJson(node) : refuse(report, path, "Not a valid string.")
    case "choice":
      return readChoice(type, node, path, report)
    case "integer":
      return coerced(coerceInteger(node), path, report)
    case "boolean":
      return coerced(coerceBoolean(node), path, report)
    case "list":
      return readList(type.of, node, path, report)
    case "range": {
      const pair = readList(port, node, path, report)
      return pair?.length === 2 ? pair : refuse(report, path, "Not a pair of ports.")
    }
    case "json":
      return node
    case "document":
      return node instanceof Map
        ? readFields(type.schema, node, path, report)
        : refuse(report, path, "Invalid input type.")
    case "ports": {
      if (!(node instanceof Map)) return refuse(report, path, NO_MAP)
      const value = readPorts(node, path, report)
      return type.strict ? checked(type, value, path, report) : value
    }
    case "map":
      return node instanceof Map
        ? Object.fromEntries(readEntries(type.of, node, path, report))
        : refuse(report, path, NO_MAP)
  }
}

const NO_MAP = "Not a valid mapping type."

/** Reports also what may not be written. */
function checked<T>(type: Kind, value: T, path: Path, report: Report): T {
  for (const issue of check(type, value)) refuse(report, [...path, ...issue.path], issue.message)
  return value
}

function coerced<T>(result: Coerced<T>, path: Path, report: Report): T | undefined {
  return "value" in result ? result.value : refuse(report, path, result.problem)
}

function readChoice(type: Choice, node: JsonNode, path: Path, report: Report): unknown {
  if (typeof node === "string" && (type.open || type.of.includes(node))) return node
  if (typeof node === "string" && type.aliases && Object.hasOwn(type.aliases, node)) return type.aliases[node]
  if (type.open) return refuse(report, path, "Not a valid string.")
  const other = `${type.problem} ${pythonText(node)}`
  return refuse(report, path, typeof node === "string" ? other : (type.notText ?? other))
}

function readList(of: Kind, node: JsonNode, path: Path, report: Report): readonly unknown[] | undefined {
  if (!Array.isArray(node)) return refuse(report, path, "Not a valid list.")
  const items: unknown[] = []
  for (const [index, one] of node.entries()) {
    if (report.issues.length >= MAX_ISSUES) break
    const value = readPresent(of, one, [...path, String(index)], report)
    if (value !== undefined) items.push(value)
  }
  return items
}

function* readEntries(of: Kind, nodes: ReadonlyMap<string, JsonNode>, path: Path, report: Report) {
  for (const [key, item] of nodes) {
    if (report.issues.length >= MAX_ISSUES) return
    const value = read(of, item, [...path, key], report)
    if (value !== undefined) yield [key, value] as const
  }
}

/** If two keys denote the same number, the last one counts. */
function readPorts(nodes: ReadonlyMap<string, JsonNode>, path: Path, report: Report) {
  const ports: Record<number, number> = {}
  for (const [key, item] of nodes) {
    if (report.issues.length >= MAX_ISSUES) break
    const from = coerced(coerceInteger(key), [...path, key, "key"], report)
    const at = [...path, key, "value"]
    const to = item === null ? refuse(report, at, NULL) : coerced(coerceInteger(item), at, report)
    if (from !== undefined && to !== undefined) ports[from] = to
  }
  return ports
}
