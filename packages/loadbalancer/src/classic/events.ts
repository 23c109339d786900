import { EventBase } from "@charmkit/ops"

/** A provider is there; a leader can send requests. Fires again when a unit becomes leader. */
export class LBProviderAvailable extends EventBase {}
/** The first usable response is there. */
export class LBResponseAvailable extends EventBase {}
/** A response has come, changed or gone. */
export class LBResponseChanged extends EventBase {}
/** There are requests to answer, or requests have been removed. */
export class LBRequestsChanged extends EventBase {}
