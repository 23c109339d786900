import { AsyncLocalStorage } from "node:async_hooks"
import { FrameworkError } from "./errors.ts"
import { attempt, type Outcome, type Pending } from "./sequence.ts"
import { TrackedPromise } from "./tracked-promise.ts"

/** The run of one handler (at the root: of the whole dispatch) with what was emitted in it. */
interface Frame {
  readonly owner: EmissionOrder
  readonly outer: Frame | undefined
  readonly emissions: Emission[]
  /** A handler that runs in this one, and has no async context of its own to be known by. */
  inner: Frame | undefined
  open: boolean
}

// The handler whose synchronous part runs now. For most handlers that is all of them.
let running: Frame | undefined

// Which handler an emission comes from survives `await` only in the async context. One storage serves all frameworks of the
// process: frames know their owner, and a storage per dispatch would stay registered with Node for ever. There is none before
// an async handler runs: the first use costs more than everything else that a quiet hook does with its events.
let asyncFrame: AsyncLocalStorage<Frame> | undefined

function runAsync(frame: Frame, handler: () => unknown): unknown {
  asyncFrame ??= new AsyncLocalStorage()
  return asyncFrame.run(frame, handler)
}

/**
 * Keeps emissions in order: nested ones run inside the handler that made them, siblings one after the other, and a handler
 * is not done before its emissions are, awaited or not.
 */
export class EmissionOrder {
  readonly #root: Frame = { owner: this, outer: undefined, emissions: [], inner: undefined, open: true }

  /** Starts an emission in the frame that runs now. */
  start(work: () => Pending): Promise<void> {
    const frame = this.#openFrame()
    const before = frame.emissions.findLast((emission) => !emission.done)
    const emission = new Emission(attempt(before === undefined ? work : () => before.settled.then(work)))
    frame.emissions.push(emission)
    return emission.promise
  }

  /**
   * Runs one handler in a frame of its own. Synchronous if the handler and all it emits are.
   * @param isAsync it is an `async` function. One that returns a promise without being one is taken for the origin of what is
   * emitted by code that waits, until its promise has settled.
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
    throwForgotten(frame)
    return undefined
  }

  /** Waits for what was emitted outside of handlers (in constructors, by a dispatch) and reports its failure. */
  async settle(): Promise<void> {
    await waitForEmissions(this.#root)
    throwForgotten(this.#root)
    this.#root.emissions.length = 0
  }

  /** From now on nothing can be emitted: the dispatch is over. */
  close(): void {
    this.#root.open = false
  }

  #openFrame(): Frame {
    const frame = this.#frame()
    if (!frame.open) throw new FrameworkError("an event was emitted after the dispatch had ended")
    return frame
  }

  #frame(): Frame {
    // A frame of another framework can lie between: an in-process charm that was started by a handler of this one.
    let frame = running ?? asyncFrame?.getStore()
    while (frame !== undefined && (frame.owner !== this || !frame.open)) frame = frame.outer
    frame ??= this.#root
    // Code that has waited: it may belong to the handler inside, which would wait for ever behind an emission of its own.
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
  throwForgotten(frame)
}

async function waitForEmissions(frame: Frame): Promise<void> {
  // A loop: while one is waited for, another can be made in this frame.
  for (;;) {
    const next = frame.emissions.find((emission) => !emission.done)
    if (next === undefined) return
    await next.settled
  }
}

/** A failure that nobody awaited must not get lost. */
function throwForgotten(frame: Frame): void {
  for (const { failure, promise } of frame.emissions) {
    if (failure !== undefined && !promise.observed) throw failure.error
  }
}
