import type { Outcome } from "./sequence.ts"

/**
 * A promise that records whether its result was used (`await`, `then`, `catch`), so that a failed emission that nobody awaited can be
 * told from one whose failure the author has handled.
 */
export class TrackedPromise<T> extends Promise<T> {
  observed = false

  // `then` returns ordinary promises.
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

  // biome-ignore lint/suspicious/noThenProperty: overriding `then` detects `await`.
  override then<Fulfilled = T, Rejected = never>(
    onFulfilled?: ((value: T) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.observed = true
    return super.then(onFulfilled, onRejected)
  }

  /** Observes the result without marking it as used. Never rejects. */
  watch(onFulfilled: () => void, onRejected: (error: unknown) => void): Promise<void> {
    return super.then(onFulfilled, onRejected)
  }
}
