import type { BackendAddress } from "../plan/desired.ts"

/** State of a backend in the running balancer. */
export interface Backend extends BackendAddress {
  /** Whether it receives new connections. */
  live: boolean
  /** Whether it gets no new connections because the operator drains it. */
  drained: boolean
  /** When `live` changed last, in milliseconds since 1970. */
  since: number
  /** Why the last check failed. */
  problem: string | undefined
  /** Number of consecutive failed checks. */
  failures: number
  /** Number of consecutive successful checks. */
  successes: number
  /** Number of open connections. */
  active: number
  /** Number of connections since the start. */
  served: number
}

export const newBackend = ({ host, address }: BackendAddress): Backend => ({
  ...{ host, address },
  ...{
    live: true,
    drained: false,
    since: Date.now(),
    problem: undefined,
    failures: 0,
    successes: 0,
    active: 0,
    served: 0,
  },
})
