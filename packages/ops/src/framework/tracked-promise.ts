import type { Outcome } from "./sequence.ts"

/**
 * A promise that knows whether anybody looked at its result (`await`, `then`, `catch`), so that the failure of an emission
 * that was not awaited can be told from one that the author has dealt with.
 */
export class TrackedPromise<T> extends Promise<T> {
  observed = false

  // Promises derived from it by `then` are ordinary ones.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  static from(outcome: Outcome): TrackedPromise<void> {
    return new TrackedPromise((resolve, reject) => {
      if (outcome.state === "done") resolve()
      else if (outcome.state === "failed") reject(outcome.error)
      else outcome.promise.then(() => resolve(), reject)
    })
  }

  // biome-ignore lint/suspicious/noThenProperty: overriding `then` is how `await` is noticed.
  override then<Fulfilled = T, Rejected = never>(
    onFulfilled?: ((value: T) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.observed = true
    return super.then(onFulfilled, onRejected)
  }

  /** Looks at the result without counting as the author's look. Never rejects. */
  watch(onFulfilled: () => void, onRejected: (error: unknown) => void): Promise<void> {
    return super.then(onFulfilled, onRejected)
  }
}
