import { unknownFields } from "../wire/check.ts"
import {
  DEFAULT_INTERVAL,
  DEFAULT_RETRIES,
  type Protocol,
  ValidationError,
  type WireHealthCheck,
} from "../wire.ts"

/** The fields of a health check; optional ones have defaults. */
export interface HealthCheckFields {
  /** Protocol of the check: a connection for tcp and udp, a request for http and https. */
  readonly protocol: Protocol
  /** Port of the backends. */
  readonly port: number
  /** Path of the request, for http and https; begins with `/`. */
  readonly path?: string | null
  /** Seconds between two checks; 30 by default. */
  readonly interval?: number
  /** Failures in a row before a backend counts as unhealthy; 3 by default. */
  readonly retries?: number
}

/** How the load balancer checks whether a backend is healthy. */
export class HealthCheck implements HealthCheckFields {
  readonly protocol: Protocol
  readonly port: number
  readonly path: string | null
  readonly interval: number
  readonly retries: number

  /** @throws ValidationError for an unknown field, such as a misspelt name */
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
