import { unknownFields } from "../wire/check.ts"
import {
  DEFAULT_INTERVAL,
  DEFAULT_RETRIES,
  type Protocol,
  ValidationError,
  type WireHealthCheck,
} from "../wire.ts"

/** What an author says of a health check; the rest has defaults. */
export interface HealthCheckFields {
  /** How the check is made: a connection, or a request. */
  readonly protocol: Protocol
  /** Of the backends. */
  readonly port: number
  /** For http and https; begins with `/`. */
  readonly path?: string | null
  /** Seconds between two checks; 30 if not given. */
  readonly interval?: number
  /** Failures in a row before a backend counts as dead; 3 if not given. */
  readonly retries?: number
}

/** How the load balancer finds out whether a backend lives. */
export class HealthCheck implements HealthCheckFields {
  readonly protocol: Protocol
  readonly port: number
  readonly path: string | null
  readonly interval: number
  readonly retries: number

  /** @throws ValidationError for a field that there is not, such as a misspelt name */
  constructor(fields: HealthCheckFields) {
    const { protocol, port, path, interval, retries, ...rest } = fields
    const unknown = unknownFields(rest, {})
    if (unknown.length > 0) throw new ValidationError("The health check", unknown)
    this.protocol = protocol
    this.port = port
    this.path = path ?? null
    this.interval = interval ?? DEFAULT_INTERVAL
    this.retries = retries ?? DEFAULT_RETRIES
    Object.freeze(this)
  }

  /** @internal */
  toWire(): WireHealthCheck {
    const { protocol, port, path, interval, retries } = this
    return { protocol, port, path, interval, retries }
  }
}
