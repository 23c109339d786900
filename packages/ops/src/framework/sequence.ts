/**
 * Work that has finished (undefined) or finishes later. The difference matters: if all handlers are synchronous, an emission is
 * complete when `emit` returns.
 */
export type Pending = Promise<void> | undefined

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}

/** Whether a function is declared `async`; bound functions included. Other functions may return a promise too. */
export function isAsync(work: object): boolean {
  return Reflect.get(work, Symbol.toStringTag) === "AsyncFunction"
}

/** Runs the steps one after the other, synchronously as long as they are synchronous. */
export function inSequence<T>(items: readonly T[], step: (item: T) => Pending): Pending {
  for (const [index, item] of items.entries()) {
    const pending = step(item)
    if (pending !== undefined) return continueAfter(pending, items.slice(index + 1), step)
  }
  return undefined
}

async function continueAfter<T>(pending: Promise<void>, rest: readonly T[], step: (item: T) => Pending) {
  await pending
  for (const item of rest) await step(item)
}

export type Outcome =
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "pending"; readonly promise: PromiseLike<unknown> }

/** Calls `work` and returns its outcome instead of throwing. */
export function attempt(work: () => unknown): Outcome {
  try {
    const result = work()
    return isThenable(result) ? { state: "pending", promise: result } : { state: "done" }
  } catch (error) {
    return { state: "failed", error }
  }
}
