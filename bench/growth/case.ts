/** Work whose size a peer determines, and whose time must be linear in it. */
export interface GrowthCase {
  /** What grows, with `n` for the number. */
  readonly name: string
  /** The smallest measured number, large enough to outweigh constant work. */
  readonly base: number
  /** Prepares the work for `n` things. Only the returned function is measured; it can be called repeatedly. */
  prepare(n: number): Promise<() => unknown> | (() => unknown)
}

/** `item(0)`, `item(1)`, …, as an object. */
export function many<Value>(
  n: number,
  entry: (index: number) => readonly [string, Value],
): Record<string, Value> {
  return Object.fromEntries(Array.from({ length: n }, (_, index) => entry(index)))
}
