import { JsonValueError } from "./errors.ts"

/** Plain JSON: the values that event data and stored state may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
/** An object of plain JSON. */
export type JsonObject = { readonly [key: string]: Json }

/**
 * Throws for every value that `JSON.parse(JSON.stringify(value))` would change.
 * @throws JsonValueError with the path of the first bad value
 */
export function checkJson(value: unknown, path: string): asserts value is Json {
  check(value, path, new Set())
}

function check(value: unknown, path: string, parents: Set<object>): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return
  if (typeof value === "number") {
    if (Number.isFinite(value)) return
    throw new JsonValueError(path, String(value))
  }
  if (typeof value !== "object") throw new JsonValueError(path, describe(value))
  if (parents.has(value)) throw new JsonValueError(path, "a value that contains itself")
  parents.add(value)
  if (Array.isArray(value)) {
    // By index, because forEach skips the holes of a sparse array.
    for (let index = 0; index < value.length; index += 1) check(value[index], `${path}[${index}]`, parents)
  } else {
    if (!isPlain(value)) throw new JsonValueError(path, `an object of class ${className(value)}`)
    for (const [key, item] of Object.entries(value)) check(item, `${path}.${key}`, parents)
  }
  parents.delete(value)
}

function describe(value: unknown): string {
  return value === undefined ? "undefined" : `a ${typeof value}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function className(value: object): string {
  return value.constructor.name || "without a name"
}

export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  try {
    checkJson(value, "value")
    return true
  } catch {
    return false
  }
}

/** Serializes with sorted keys: equal values give equal text. */
export function canonicalText(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

/** @returns the object in `text`, or undefined if the text is anything else */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}
