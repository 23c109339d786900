import type { EventBase, EventContext, EventData } from "./event.ts"

/** The arguments of `emit`: data may be omitted if all of its fields are optional. */
export type EmitArguments<E extends EventBase> =
  Record<string, never> extends E["data"] ? [data?: E["data"]] : [data: E["data"]]

/** An event of one object, to observe and to emit. Created by `defineEvents`. */
export interface BoundEvent<E extends EventBase> {
  readonly kind: string
  /** `MyCharm/LBProvider[lb-provider]/on/available`: the emitter's path, `on` and the event's kind. */
  readonly source: string
  readonly create: (context: EventContext) => E
  /**
   * Runs the observers in the order of their registration, each to its end before the next.
   * The promise settles when all have run. Even if nobody awaits it, the handler that emits is finished only after the emission, and
   * fails if the emission fails.
   * @throws JsonValueError (as rejection) if the data are not plain JSON
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
    // Method syntax gives the function its name at no cost; an arrow function would be named anew for each of some fifty events.
    emit(...args) {
      return emit(bound, args[0] ?? {})
    },
  }
  return Object.freeze(bound)
}
