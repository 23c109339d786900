import type { CharmBase, CharmClass, Framework } from "@charmkit/ops"
import type { EmittedEvent } from "./records.ts"

/** A charm class with its instance type. */
export interface CharmClassOf<C extends CharmBase> extends Omit<CharmClass, never> {
  new (framework: Framework): C
}

/** Callbacks that receive the charm object during a run. */
export interface Looks<C> {
  /** Called after the charm has been constructed, before deferred events and the event. */
  readonly before?: (charm: C) => void
  /** Called after all handlers have run, before the writes are committed. */
  readonly after?: (charm: C) => void
}

const OF_EVERY_RUN = ["pre_commit", "commit", "collect_app_status", "collect_unit_status"]

/** A subclass of the same name that records all emitted events. */
export function recordedClass<C extends CharmBase>(
  CharmClass: CharmClassOf<C>,
  emitted: EmittedEvent[],
  looks: Looks<C>,
): CharmClass {
  const construct = (framework: Framework): C => {
    const emit = framework.emit.bind(framework)
    framework.emit = (event, data) => {
      const { source, kind } = event
      if (!OF_EVERY_RUN.includes(kind)) emitted.push({ source, kind, data: structuredClone(data) })
      return emit(event, data)
    }
    const charm = new CharmClass(framework)
    const finish = framework.finish.bind(framework)
    framework.finish = () => {
      looks.after?.(charm)
      return finish()
    }
    looks.before?.(charm)
    return charm
  }
  return new Proxy(CharmClass, { construct: (_target, [framework]) => construct(framework) })
}
