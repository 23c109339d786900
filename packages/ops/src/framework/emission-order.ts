import { AsyncLocalStorage } from "node:async_hooks"
import { FrameworkError } from "./errors.ts"
import { attempt, type Outcome, type Pending } from "./sequence.ts"
import { TrackedPromise } from "./tracked-promise.ts"

/** One run of a handler (the root frame: the whole dispatch) with the emissions made in it. */
interface Frame {
  readonly owner: EmissionOrder
  readonly outer: Frame | undefined
  readonly emissions: Emission[]
  /** A handler running inside this frame that has no async context to identify it. */
  inner: Frame | undefined
  open: boolean
}

// The handler whose synchronous part is running. Most handlers are synchronous.
let running: Frame | undefined

// Across `await`, only the async context tells which handler an emission belongs to. One storage serves all frameworks of the
// process: frames know their owner, and Node never releases a storage. It is created for the first async handler, because that
// costs more than all other event handling of a quiet hook.
let asyncFrame: AsyncLocalStorage<Frame> | undefined

function runAsync(frame: Frame, handler: () => unknown): unknown {
  asyncFrame ??= new AsyncLocalStorage()
  return asyncFrame.run(frame, handler)
}

/**
 * Keeps emissions in order: nested ones run inside the handler that emits them, siblings run one after the other, and a handler is
 * finished only when its emissions are, awaited or not.
 */
export class EmissionOrder {
  readonly #root: Frame = { owner: this, outer: undefined, emissions: [], inner: undefined, open: true }

  /** Starts an emission in the current frame. */
  start(work: () => Pending): Promise<void> {
    const frame = this.#openFrame()
    const before = frame.emissions.findLast((emission) => !emission.done)
    const emission = new Emission(attempt(before === undefined ? work : () => before.settled.then(work)))
    frame.emissions.push(emission)
    return emission.promise
  }

  /**
   * Runs a handler in a frame of its own, synchronously if the handler and everything it emits are synchronous.
   * @param isAsync whether the handler is declared `async`. If a handler without it returns a promise, emissions made after an `await`
   * are attributed to that handler until its promise settles.
   */
  runHandler(handler: () => unknown, isAsync: boolean): Pending {
    const host = this.#frame()
    const outer = running ?? asyncFrame?.getStore()
    const frame: Frame = { owner: this, outer, emissions: [], inner: undefined, open: true }
    const outcome = attempt(() => inFrame(frame, isAsync ? () => runAsync(frame, handler) : handler))
    if (outcome.state === "pending" || frame.emissions.some((emission) => !emission.done)) {
      if (!isAsync) host.inner = frame
      return finish(frame, outcome)
    }
    frame.open = false
    if (outcome.state === "failed") throw outcome.error
    throwUnobserved(frame)
    return undefined
  }

  /** Waits for emissions made outside of handlers (in constructors, by the dispatch) and throws their failure. */
  async settle(): Promise<void> {
    await waitForEmissions(this.#root)
    throwUnobserved(this.#root)
    this.#root.emissions.length = 0
  }

  /** Ends the dispatch: later emissions throw. */
  close(): void {
    this.#root.open = false
  }

  #openFrame(): Frame {
    const frame = this.#frame()
    if (!frame.open) throw new FrameworkError("an event was emitted after the dispatch had ended")
    return frame
  }

  #frame(): Frame {
    // Skip frames of other frameworks: a handler of this one may run another charm in the same process.
    let frame = running ?? asyncFrame?.getStore()
    while (frame !== undefined && (frame.owner !== this || !frame.open)) frame = frame.outer
    frame ??= this.#root
    // After an `await` the caller may belong to the inner handler, which would wait for its own emission if queued outside of it.
    if (running === undefined) while (frame.inner?.open) frame = frame.inner
    return frame
  }
}

function inFrame(frame: Frame, work: () => unknown): unknown {
  const before = running
  running = frame
  try {
    return work()
  } finally {
    running = before
  }
}

class Emission {
  readonly promise: TrackedPromise<void>
  /** Never rejects. */
  readonly settled: Promise<void>
  done: boolean
  failure: { readonly error: unknown } | undefined

  constructor(outcome: Outcome) {
    this.promise = TrackedPromise.from(outcome)
    this.done = outcome.state !== "pending"
    this.failure = outcome.state === "failed" ? { error: outcome.error } : undefined
    this.settled = this.promise.watch(
      () => {
        this.done = true
      },
      (error) => {
        this.done = true
        this.failure = { error }
      },
    )
  }
}

async function finish(frame: Frame, outcome: Outcome): Promise<void> {
  try {
    if (outcome.state === "failed") throw outcome.error
    if (outcome.state === "pending") await outcome.promise
  } finally {
    await waitForEmissions(frame)
    frame.open = false
  }
  throwUnobserved(frame)
}

async function waitForEmissions(frame: Frame): Promise<void> {
  // While one emission is awaited, another can start in this frame.
  for (;;) {
    const next = frame.emissions.find((emission) => !emission.done)
    if (next === undefined) return
    await next.settled
  }
}

/** Throws the first failure that nobody awaited, so that it is not lost. */
function throwUnobserved(frame: Frame): void {
  for (const { failure, promise } of frame.emissions) {
    if (failure !== undefined && !promise.observed) throw failure.error
  }
}
