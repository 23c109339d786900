/** A backend while the balancer runs. */
export interface Backend {
  readonly host: string
  /** Whether it gets new connections. */
  live: boolean
  /** Checks that failed in a row. */
  failures: number
  /** Connections that are open. */
  active: number
  /** Connections that were made. */
  served: number
}

export const newBackend = (host: string): Backend => ({ host, live: true, failures: 0, active: 0, served: 0 })
