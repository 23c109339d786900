import type { BackendAddress } from "../plan/desired.ts"

/** A backend while the balancer runs. */
export interface Backend extends BackendAddress {
  /** Whether it gets new connections. */
  live: boolean
  /** Checks that failed in a row. */
  failures: number
  /** Connections that are open. */
  active: number
  /** Connections that were made. */
  served: number
}

export const newBackend = ({ host, address }: BackendAddress): Backend => ({
  ...{ host, address },
  ...{ live: true, failures: 0, active: 0, served: 0 },
})
