import { ModelError } from "./errors.ts"

/** The pattern of one part of a result's key. */
const KEY = /^[a-z0-9](([a-z0-9-.]+)?[a-z0-9])?$/

/**
 * Converts results to the form that `action-set` takes: nested objects flattened with dots, strings unchanged, other values as JSON text.
 * @param sent the keys of earlier calls
 * @throws ModelError for a key that is not allowed, a key that occurs twice or inside of another one, or a value that is not JSON
 */
export function flattenResults(results: object, sent: Iterable<string> = []): Record<string, string> {
  const flat = new Map<string, string>()
  collect(results, "", flat)
  const keys = [...sent, ...flat.keys()]
  // Juju nests keys at their dots, so that a key is either a value or has others inside of it.
  for (const key of keys) {
    if (keys.some((other) => other.startsWith(`${key}.`))) throw lost(key)
  }
  return Object.fromEntries(flat)
}

function collect(value: object, prefix: string, flat: Map<string, string>): void {
  for (const [part, item] of Object.entries(value)) {
    if (!KEY.test(part)) {
      throw new ModelError(
        `the key "${part}" of an action's result is not like "key", "some-key2" or "some.key", in lower case`,
      )
    }
    const key = `${prefix}${part}`
    if (isPlainObject(item)) collect(item, `${key}.`, flat)
    else if (flat.has(key)) throw lost(key)
    else flat.set(key, textOf(item, key))
  }
}

function lost(key: string): ModelError {
  return new ModelError(`Juju would keep only one of the action's results "${key}", nested or with dots`)
}

function textOf(value: unknown, key: string): string {
  if (typeof value === "string") return value
  const text: string | undefined = JSON.stringify(value)
  if (text === undefined)
    throw new ModelError(`the action's result "${key}" is ${typeof value}: it has no JSON text`)
  return text
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
