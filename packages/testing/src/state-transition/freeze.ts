/** Freezes plain data recursively. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}

/** A frozen deep copy. */
export function frozenCopy<T>(value: T): T {
  return deepFreeze(structuredClone(value))
}
