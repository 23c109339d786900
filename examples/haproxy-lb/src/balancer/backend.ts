import type { BackendAddress } from "../plan/desired.ts"

/** State of a backend in the running balancer. */
export interface Backend extends BackendAddress {
  /** Whether it receives new connections. */
  live: boolean
  /** Number of consecutive failed checks. */
  failures: number
  /** Number of open connections. */
  active: number
  /** Number of connections since the start. */
  served: number
}

export const newBackend = ({ host, address }: BackendAddress): Backend => ({
  ...{ host, address },
  ...{ live: true, failures: 0, active: 0, served: 0 },
})
