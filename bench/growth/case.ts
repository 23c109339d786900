/** Work whose size a peer decides, and that has to take time in proportion to it. */
export interface GrowthCase {
  /** What grows, with `n` for the number. */
  readonly name: string
  /** The smallest number that is measured: enough that it outweighs what does not grow. */
  readonly base: number
  /** Makes everything ready for a number of things. Only what it gives back is measured; it can be called again. */
  prepare(n: number): Promise<() => unknown> | (() => unknown)
}

/** `item(0)`, `item(1)`, …, as an object. */
export function many<Value>(
  n: number,
  entry: (index: number) => readonly [string, Value],
): Record<string, Value> {
  return Object.fromEntries(Array.from({ length: n }, (_, index) => entry(index)))
}
