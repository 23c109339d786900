import { EventBase } from "@charmkit/ops"

type Changes = { readonly names: readonly string[] }

/** The states of some declared load balancers have changed. */
export class LBChanged extends EventBase<Changes> {
  /** The names of these load balancers. */
  get names(): readonly string[] {
    return this.data.names
  }
}

/** Internal to `LoadBalancerProvider`: serve requests without a response. */
export class LBServeNew extends EventBase {}
/** Internal to `LoadBalancerProvider`: serve all requests. */
export class LBServeAgain extends EventBase {}
