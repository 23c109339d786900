/** JSON has no maps, sets and dates: each becomes an object with one marked key. */
const MAP = "$map"
const SET = "$set"
const DATE = "$date"

/**
 * Converts maps, sets and dates to JSON values. Keys that begin with `$` are escaped, so that they cannot be
 * confused with the markers.
 */
export function toJson(value: unknown): unknown {
  if (value instanceof Map) return { [MAP]: [...value].map(([key, item]) => [toJson(key), toJson(item)]) }
  if (value instanceof Set) return { [SET]: [...value].map(toJson) }
  if (value instanceof Date) return { [DATE]: value.toISOString() }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
    throw new TypeError(`a ${typeof value} cannot be written down`)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key.startsWith("$") ? `$${key}` : key, toJson(item)]),
  )
}

/** Reverses {@link toJson}. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value)
  const [key, content] = entries[0] ?? []
  if (entries.length === 1 && Array.isArray(content)) {
    if (key === MAP) return new Map(content.map(pairOf))
    if (key === SET) return new Set(content.map(fromJson))
  }
  if (entries.length === 1 && key === DATE && typeof content === "string") return new Date(content)
  return Object.fromEntries(
    entries.map(([name, item]) => [name.startsWith("$$") ? name.slice(1) : name, fromJson(item)]),
  )
}

function pairOf(pair: unknown): [unknown, unknown] {
  return Array.isArray(pair) ? [fromJson(pair[0]), fromJson(pair[1])] : [undefined, undefined]
}
