import type { RunningHook } from "@charmkit/ops"
import type { Flags } from "../flags/flags.ts"
import type { Trigger } from "../flags/triggers.ts"
import type { InterfaceHandlers } from "./interface-handlers.ts"

/** The flags of one endpoint, for the class that speaks its interface. Names are without `endpoint.NAME.`. */
export interface EndpointFlags {
  /** No earlier hook has left flags of this endpoint: everything has to be looked at. */
  readonly fresh: boolean
  isSet(flag: string): boolean
  toggle(flag: string, on: boolean): void
}

/** What a class that speaks an interface may have for reactive charms. Found by its shape. */
export interface ReactiveInterface {
  /**
   * Called in every hook, after the event of the hook was delivered. Flags that are left alone stay as the hook before left
   * them; so work is needed only for what the event is about. The object may be kept, to clear a flag within the hook.
   */
  manageFlags?(flags: EndpointFlags): void
  /** For classes without `manageFlags`: the flag `changed` follows it. */
  readonly isChanged?: boolean
  /** What is to happen at the moment a flag is set or cleared. Asked before the flags of its endpoint change. */
  triggers?(): readonly Trigger[]
  /** Handlers of the interface's own, which run before those of the charm. */
  registerHandlers?(on: InterfaceHandlers): void
}

/** In a departed hook the unit that this one will see no more; also if it is this one that goes. */
export function leavingUnit(context: RunningHook["context"] | undefined): string | undefined {
  const { remoteUnit, departingUnit } = context?.relation ?? {}
  return departingUnit === undefined ? undefined : (remoteUnit ?? departingUnit)
}

export function endpointFlags(flags: Flags, endpoint: string, fresh: boolean): EndpointFlags {
  const full = (flag: string) => `endpoint.${endpoint}.${flag}`
  return {
    fresh,
    isSet: (flag) => flags.isSet(full(flag)),
    toggle: (flag, on) => {
      // Not cleared where it is not set: that would have waiting handlers tested again for nothing.
      if (on) flags.set(full(flag))
      else if (flags.isSet(full(flag))) flags.clear(full(flag))
    },
  }
}

/** By shape: an interface's class does not know of this package. */
export function isManagingFlags(instance: object): instance is { manageFlags(flags: EndpointFlags): void } {
  return "manageFlags" in instance && typeof instance.manageFlags === "function"
}

export function hasTriggers(instance: object): instance is { triggers(): readonly Trigger[] } {
  return "triggers" in instance && typeof instance.triggers === "function"
}
