import { EventBase } from "@charmkit/ops"

/** A provider is available, and the leader can send requests. Emitted again when a unit becomes leader or the capabilities change. */
export class LBProviderAvailable extends EventBase {}
/** The first complete response has arrived. */
export class LBResponseAvailable extends EventBase {}
/** A response has arrived, changed or ended. */
export class LBResponseChanged extends EventBase {}
/** There are requests to answer, or removed requests to clean up. */
export class LBRequestsChanged extends EventBase {}

/**
 * The flags of one endpoint in a reactive charm, named without `endpoint.NAME.`. A reactive framework passes them to `manageFlags` in every
 * hook, after the hook's event. Flags that are not toggled keep their value.
 */
export interface ReactiveFlags {
  /** Whether there is no state from earlier hooks, so that everything has to be evaluated. */
  readonly fresh: boolean
  isSet(flag: string): boolean
  toggle(flag: string, on: boolean): void
}
