import { EventBase } from "@charmkit/ops"

type Changes = { readonly names: readonly string[] }

/** The states of some declared load balancers are others than before. */
export class LBChanged extends EventBase<Changes> {
  /** Which ones. */
  get names(): readonly string[] {
    return this.data.names
  }
}

/** Within the provider's declarative form: requests without an answer are to be served. */
export class LBServeNew extends EventBase {}
/** Within the provider's declarative form: all requests are to be served. */
export class LBServeAgain extends EventBase {}
