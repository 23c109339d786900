/** A status of a unit, application or agent, as Juju stores it. */
export interface StatusInfo {
  readonly current: string
  readonly message: string
  readonly since: Date
  readonly data?: Readonly<Record<string, unknown>>
}

/** Creates a status with the current time. */
export function statusInfo(current: string, message = "", data?: Record<string, unknown>): StatusInfo {
  return { current, message, since: new Date(), ...(data === undefined ? {} : { data }) }
}

/** Worst first: if the leader set no application status, the worst unit's status is shown (Juju `DeriveStatus`). */
const SEVERITY: Readonly<Record<string, number>> = {
  error: 100,
  blocked: 90,
  maintenance: 80,
  waiting: 70,
  active: 60,
  terminated: 50,
  unknown: 40,
}

export function deriveStatus(units: readonly StatusInfo[]): StatusInfo {
  let worst: StatusInfo | undefined
  for (const status of units) {
    if (worst === undefined || (SEVERITY[status.current] ?? 0) > (SEVERITY[worst.current] ?? 0))
      worst = status
  }
  return worst ?? statusInfo("unknown")
}
