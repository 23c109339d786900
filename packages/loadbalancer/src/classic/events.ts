import { EventBase } from "@charmkit/ops"

/** A provider is available, and the leader can send requests. Emitted again when a unit becomes leader or the capabilities change. */
export class LBProviderAvailable extends EventBase {}
/** The first complete response has arrived. */
export class LBResponseAvailable extends EventBase {}
/** A response has arrived, changed or ended. */
export class LBResponseChanged extends EventBase {}
/** There are requests to answer, or removed requests to clean up. */
export class LBRequestsChanged extends EventBase {}
