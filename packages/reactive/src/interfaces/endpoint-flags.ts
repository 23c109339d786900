import type { RunningHook } from "@charmkit/ops"
import type { Flags } from "../flags/flags.ts"
import type { Trigger } from "../flags/triggers.ts"
import type { InterfaceHandlers } from "./interface-handlers.ts"

/** The flags of one endpoint, for the class that implements its interface. Names are without `endpoint.NAME.`. */
export interface EndpointFlags {
  /** True if no earlier hook stored flags of this endpoint, so that all of them must be computed. */
  readonly fresh: boolean
  isSet(flag: string): boolean
  toggle(flag: string, on: boolean): void
}

/** Optional members of an interface class for reactive charms. Detected by shape. */
export interface ReactiveInterface {
  /**
   * Called in every hook, after the hook's event. Flags that it does not change keep their value from the previous hook, so it only has to
   * handle what the event is about. It may keep the object, to clear a flag later in the hook.
   */
  manageFlags?(flags: EndpointFlags): void
  /** For classes without `manageFlags`: the flag `changed` has this value. */
  readonly isChanged?: boolean
  /** Returns effects of setting or clearing flags. Called before the flags of its endpoint change. */
  triggers?(): readonly Trigger[]
  /** Registers handlers of the interface, which run before those of the charm. */
  registerHandlers?(on: InterfaceHandlers): void
}

/** Returns the unit that leaves in a departed hook, also if it is this one. */
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
      // Do not clear an unset flag: each clear makes the loop test the waiting handlers again.
      if (on) flags.set(full(flag))
      else if (flags.isSet(full(flag))) flags.clear(full(flag))
    },
  }
}

/** Tested by shape, because interface classes do not depend on this package. */
export function isManagingFlags(instance: object): instance is { manageFlags(flags: EndpointFlags): void } {
  return "manageFlags" in instance && typeof instance.manageFlags === "function"
}

export function hasTriggers(instance: object): instance is { triggers(): readonly Trigger[] } {
  return "triggers" in instance && typeof instance.triggers === "function"
}
