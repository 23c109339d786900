/** Statuses as Juju keeps them, for units, applications and agents. */
export interface StatusInfo {
  readonly current: string
  readonly message: string
  readonly since: Date
  readonly data?: Readonly<Record<string, unknown>>
}

/** A status as of now. */
export function statusInfo(current: string, message = "", data?: Record<string, unknown>): StatusInfo {
  return { current, message, since: new Date(), ...(data === undefined ? {} : { data }) }
}

/** Worst first: an application whose leader set no status shows its worst unit (Juju `DeriveStatus`). */
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
