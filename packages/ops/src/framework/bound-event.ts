import type { EventBase, EventContext, EventData } from "./event.ts"

/** Data may be left out where every field of it is optional. */
export type EmitArguments<E extends EventBase> =
  Record<string, never> extends E["data"] ? [data?: E["data"]] : [data: E["data"]]

/** An event of one object, to observe and to emit. Made by `defineEvents`. */
export interface BoundEvent<E extends EventBase> {
  readonly kind: string
  /** `MyCharm/LBProvider[lb-provider]/on/available`: the emitter's path, `on` and the kind. */
  readonly source: string
  readonly create: (context: EventContext) => E
  /**
   * Runs the observers in the order of their registration, each to its end before the next.
   * The promise settles when all have run; an emission that nobody awaits is still finished before the handler that
   * made it counts as done, and fails that handler if it fails.
   * @throws JsonValueError (as rejection) if the data are not plain JSON.
   */
  emit(...args: EmitArguments<E>): Promise<void>
}

export type EmitFunction = (event: BoundEvent<EventBase>, data: EventData) => Promise<void>

export function bindEvent<E extends EventBase>(
  source: string,
  kind: string,
  create: (context: EventContext) => E,
  emit: EmitFunction,
): BoundEvent<E> {
  const bound: BoundEvent<E> = {
    kind,
    source,
    create,
    // A method has its name already; an arrow function would be given it in each of some fifty events.
    emit(...args) {
      return emit(bound, args[0] ?? {})
    },
  }
  return Object.freeze(bound)
}
