/** Plain data that nobody can change any more. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}

/** A copy that shares nothing with the original, frozen. */
export function frozenCopy<T>(value: T): T {
  return deepFreeze(structuredClone(value))
}
