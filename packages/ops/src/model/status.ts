import { InvalidStatusError } from "./errors.ts"

/** The workload status of a unit or an application. */
export abstract class Status {
  /** Juju's name for it. */
  abstract readonly name: string
  /** One line for the operator, possibly empty. */
  readonly message: string

  constructor(message = "") {
    this.message = message
  }

  /** Whether name and message are equal. */
  equals(other: Status): boolean {
    return this.name === other.name && this.message === other.message
  }

  /** `blocked: the option "port" is missing` */
  toString(): string {
    return this.message === "" ? this.name : `${this.name}: ${this.message}`
  }
}

/** The unit works as intended. */
export class ActiveStatus extends Status {
  readonly name = "active"
}

/** The operator must intervene. */
export class BlockedStatus extends Status {
  readonly name = "blocked"
}

/** The unit is busy and continues without help. */
export class MaintenanceStatus extends Status {
  readonly name = "maintenance"
}

/** The unit waits for another application. */
export class WaitingStatus extends Status {
  readonly name = "waiting"
}

/** No status is known. A charm cannot set it. */
export class UnknownStatus extends Status {
  readonly name = "unknown"
}

/** A hook of the unit failed. Only Juju sets it. */
export class ErrorStatus extends Status {
  readonly name = "error"
}

/** The statuses that a charm can set. */
export type SettableStatus = ActiveStatus | BlockedStatus | MaintenanceStatus | WaitingStatus

/** All statuses of a unit or an application. */
export type AnyStatus = SettableStatus | UnknownStatus | ErrorStatus

const settable = new Map<string, new (message: string) => SettableStatus>([
  ["active", ActiveStatus],
  ["blocked", BlockedStatus],
  ["maintenance", MaintenanceStatus],
  ["waiting", WaitingStatus],
])

export function statusFrom(name: string, message: string): AnyStatus {
  const StatusClass = settable.get(name)
  if (StatusClass !== undefined) return new StatusClass(message)
  return name === "error" ? new ErrorStatus(message) : new UnknownStatus()
}

/** @throws InvalidStatusError unless the value is a status that a charm can set */
export function checkSettable(value: unknown): asserts value is SettableStatus {
  if (!(value instanceof Status)) {
    throw new InvalidStatusError(
      `a status is an object such as new ActiveStatus("message"), not ${JSON.stringify(value) ?? typeof value}`,
    )
  }
  if (!settable.has(value.name)) {
    throw new InvalidStatusError(
      `a charm cannot set the status "${value.name}"; it can set ${[...settable.keys()].join(", ")}`,
    )
  }
}
