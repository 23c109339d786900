import { type BoundEvent, bindEvent } from "./bound-event.ts"
import { EmissionOrder } from "./emission-order.ts"
import { FrameworkError } from "./errors.ts"
import { type EventBase, type EventContext, type EventData, LifecycleEvent } from "./event.ts"
import type { Handle } from "./handle.ts"
import { canonicalText, checkJson, deepFreeze } from "./json.ts"
import { NOTICES_KEY, NoticeQueue, parseSnapshot, type QueuedEvent, type Target } from "./notice-queue.ts"
import { methodOf, type Observation, type Observer, ObserverRegistry } from "./observers.ts"
import { inSequence, isAsync, type Pending } from "./sequence.ts"
import { StateCache, type StateStore } from "./state-store.ts"
import { StoredValues } from "./stored-values.ts"

/** Receives the framework's log lines. */
export interface FrameworkLog {
  debug(message: string): void
  info(message: string): void
  warning(message: string): void
}

/** The dependencies of a framework. */
export interface FrameworkOptions {
  readonly store: StateStore
  readonly log: FrameworkLog
}

/** A handler receives the event; one without parameter ignores it. */
export type Handler<E extends EventBase> = (event: E) => void | Promise<void>

/**
 * `H` if it is a handler of `E`, else a text, which the compiler shows. It gives arrow functions no type for their parameter, so that
 * `(event) => …` is refused where it is written: a method has its own types.
 */
export type HandlerOf<E extends EventBase, H extends Handler<never>> = E extends Parameters<H>[0]
  ? H
  : [] extends Parameters<H>
    ? H
    : "a method that takes this event or nothing: this.observe(event, this.method), no arrow function"

/** Why a handler is called, for traces. */
export interface CallReason {
  /** The event or the hook. */
  readonly path: string
  /** Whether the handler has asked to be called again in the next dispatch; read after the call. */
  readonly deferred?: boolean
}

/** Which handler is called, for traces. Getters are read only if something is recorded. */
export interface CallTarget {
  /** The object whose method it is, or the place in the charm's code. */
  readonly observer: string
  readonly method: string
  /** The conditions that hold, for a handler that is not a method. */
  readonly because?: string
}

/** Manages objects, events and observers during one dispatch, and stores deferred events and state for the next one. */
export class Framework {
  /** The lifecycle events at the end of a dispatch. */
  readonly on: {
    readonly preCommit: BoundEvent<LifecycleEvent>
    readonly commit: BoundEvent<LifecycleEvent>
  }
  readonly #log: FrameworkLog
  readonly #state: StateCache
  readonly #stored: StoredValues
  readonly #observers = new ObserverRegistry()
  readonly #order = new EmissionOrder()
  readonly #events = new Map<string, BoundEvent<EventBase>>()
  readonly #observations: Observation[] = []
  #queue: NoticeQueue | undefined
  #lastNumber = 0

  constructor({ store, log }: FrameworkOptions) {
    this.#log = log
    this.#state = new StateCache(store)
    this.#stored = new StoredValues(this.#state)
    const lifecycle = (context: EventContext) => new LifecycleEvent(context)
    this.on = Object.freeze({
      preCommit: this.defineEvent(undefined, "pre_commit", lifecycle),
      commit: this.defineEvent(undefined, "commit", lifecycle),
    })
  }

  /**
   * Registers an object. `FrameworkObject`'s constructor calls it.
   * @throws FrameworkError if a live object has the same path
   * @internal
   */
  register(object: Observer): void {
    this.#observers.add(object)
  }

  /**
   * Returns the object of this dispatch with a path, if it is one of this class: for parts of a charm that share one object.
   * @example
   * const shared = framework.find(charm.handle.child("Shared", endpoint), Shared) ?? new Shared(charm, endpoint)
   */
  find<T extends Observer>(handle: Handle, type: abstract new (...args: never[]) => T): T | undefined {
    const object = this.#observers.get(handle.path)
    return object instanceof type ? object : undefined
  }

  /**
   * Defines an event of an object. Most code uses `defineEvents`.
   * @param create creates the event for one handler
   */
  defineEvent<E extends EventBase>(
    emitter: Handle | undefined,
    kind: string,
    create: (context: EventContext) => E,
  ): BoundEvent<E> {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(kind))
      throw new FrameworkError(`"${kind}" cannot name an event: not an identifier`)
    const source = emitter === undefined ? `on/${kind}` : `${emitter.path}/on/${kind}`
    if (this.#events.has(source)) throw new FrameworkError(`the event ${source} is defined twice`)
    const bound = bindEvent(source, kind, create, (event, data) => this.emit(event, data))
    this.#events.set(source, bound)
    return bound
  }

  /**
   * Registers a handler: `framework.observe(this.lb.on.available, this.requestLb)`. The observer is the object whose method it is; if
   * several objects have it, use `this.observe(...)` or pass the observer.
   * @throws FrameworkError if the handler is not a method of exactly one live object
   */
  observe<E extends EventBase, H extends Handler<never>>(
    event: BoundEvent<E>,
    handler: HandlerOf<E, H>,
    observer?: Observer,
  ): void {
    if (!this.#events.has(event.source)) {
      throw new FrameworkError(`the event ${event.source} belongs to another framework`)
    }
    const resolved = this.#observers.resolve(handler, observer)
    this.#observations.push({
      source: event.source,
      observer: resolved.observer.handle.path,
      method: resolved.method,
    })
  }

  /** Whether the event has an observer. */
  isObserved(event: { readonly source: string }): boolean {
    return this.#observations.some((observation) => observation.source === event.source)
  }

  /** The same as `event.emit(data)`. */
  emit<E extends EventBase>(event: BoundEvent<E>, data: E["data"]): Promise<void> {
    return this.#order.start(this.#emission(event.source, data))
  }

  /** Returns the stored values under a path; see `FrameworkObject.storedState`. */
  storedValues<T extends object>(handle: Handle, defaults: T): T {
    this.register({ handle })
    return this.#stored.open(handle.path, defaults)
  }

  /**
   * @internal Emits the events that earlier dispatches deferred, oldest first.
   * @param onFailure receives the failure of a handler, for which the event stays deferred; the others still run. Default: it is thrown
   */
  async reemit(onFailure?: (error: unknown) => void): Promise<void> {
    // Events emitted in constructors are in the queue until they are handled; they must not run twice.
    await this.settle()
    for (const event of [...this.#notices().events]) {
      this.#log.debug(`Emitting deferred event ${event.source}[${event.number}] again`)
      for (const target of [...event.targets])
        await this.#order.start(() => this.#deliverTo(event, target)).catch(onFailure)
    }
  }

  /** @internal Waits for emissions that nobody awaited. @throws their failure */
  async settle(): Promise<void> {
    await this.#order.settle()
  }

  /** @internal Emits `preCommit` and `commit`, the last events of the dispatch. */
  async finish(): Promise<void> {
    await this.on.preCommit.emit()
    await this.on.commit.emit()
    await this.settle()
    this.#order.close()
  }

  /** @internal Makes later emissions throw, after the dispatch has failed. */
  close(): void {
    this.#order.close()
  }

  /** @internal Writes deferred events and changed stored state with one save, if anything changed. */
  save(): void {
    const wanted = this.#stored.changes()
    if (this.#queue !== undefined) wanted.set(NOTICES_KEY, this.#queue.serialize())
    this.#state.save(wanted)
  }

  #emission(source: string, data: EventData): () => Pending {
    const targets = this.#observations.filter((observation) => observation.source === source)
    let snapshot: string
    try {
      checkJson(data, `data of ${source}`)
      // Serialize now: the caller may change the object before the handlers run.
      snapshot = canonicalText(data)
    } catch (error) {
      return () => {
        throw error
      }
    }
    if (targets.length === 0) return () => undefined
    return () => {
      const queued = this.#enqueue(source, snapshot, targets)
      return queued === undefined ? undefined : this.#deliverNew(queued)
    }
  }

  #enqueue(source: string, snapshot: string, targets: readonly Target[]): QueuedEvent | undefined {
    const queue = this.#notices()
    const fresh: Target[] = []
    for (const { observer, method } of targets) {
      const target = { observer, method }
      const repeated = fresh.some((one) => one.observer === observer && one.method === method)
      if (repeated || queue.has(source, snapshot, target)) {
        this.#log.info(`Skipping ${source} for ${observer}.${method}: the same event is in the queue`)
      } else fresh.push(target)
    }
    if (fresh.length === 0) return undefined
    this.#lastNumber += 1
    const queued = { source, number: this.#lastNumber, snapshot, targets: fresh }
    queue.add(queued)
    return queued
  }

  /** Removes a failed emission from the queue: whoever catches the failure has dealt with it. */
  #deliverNew(event: QueuedEvent): Pending {
    try {
      return inSequence(event.targets, (target) => this.#deliverTo(event, target))?.catch(
        (error: unknown) => {
          this.#notices().removeEvent(event)
          throw error
        },
      )
    } catch (error) {
      this.#notices().removeEvent(event)
      throw error
    }
  }

  #deliverTo(queued: QueuedEvent, target: Target): Pending {
    const path = `${queued.source}[${queued.number}]`
    const bound = this.#events.get(queued.source)
    const observer = this.#observers.get(target.observer)
    const method = observer === undefined ? undefined : methodOf(observer, target.method)
    if (bound === undefined || observer === undefined || method === undefined) {
      const missing =
        bound === undefined
          ? "the event is no longer defined"
          : observer === undefined
            ? `there is no object ${target.observer} any more`
            : `${target.observer} has no method ${target.method} any more`
      this.#log.warning(
        `Dropping the deferred event ${path} for ${target.observer}.${target.method}: ${missing}`,
      )
      this.#notices().remove(queued, target)
      return undefined
    }
    const event = bound.create({ data: deepFreeze(parseSnapshot(queued.snapshot)), path })
    const done = () => {
      if (!event.deferred) this.#notices().remove(queued, target)
    }
    const pending = this.#order.runHandler(
      () => this.call(() => method.call(observer, event), event, target),
      isAsync(method),
    )
    if (pending !== undefined) return pending.then(done)
    done()
    return undefined
  }

  /** Calls a handler, and stops a debugger before it. Tracing replaces it. For frameworks that are built on this one. */
  call(handler: () => unknown, _event: CallReason, _target: CallTarget): unknown {
    // The packer's launcher sets it after a debugger was attached, for JUJU_DEBUG_AT=all or hook (pack/bundle/debugging.ts).
    // biome-ignore lint/suspicious/noDebugger: it does nothing without a debugger
    if (process.env.CHARMKIT_STOP) debugger
    return handler()
  }

  #notices(): NoticeQueue {
    if (this.#queue === undefined) {
      this.#queue = new NoticeQueue(this.#state.get(NOTICES_KEY))
      this.#lastNumber = this.#queue.highestNumber
    }
    return this.#queue
  }
}
