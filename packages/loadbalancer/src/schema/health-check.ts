import { lenient, nullable, optional, orEmpty, required } from "./builders.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { count, countOrZero, port, protocol, urlPath } from "./vocabulary.ts"

/** Default seconds between two checks. */
export const DEFAULT_INTERVAL = 30
/** Default of the consecutive failures after which a backend counts as dead. */
export const DEFAULT_RETRIES = 3

/** An item of a request's `health_checks`. */
export const HEALTH_CHECK = {
  name: "health-check",
  title: "The health check",
  fields: {
    protocol: required(protocol),
    port: required(port),
    path: lenient(nullable(urlPath), orEmpty(urlPath)),
    interval: lenient(optional(count, DEFAULT_INTERVAL), countOrZero),
    retries: lenient(optional(count, DEFAULT_RETRIES), countOrZero),
  },
} as const satisfies Schema

/** A health check, with the field names of the wire: how the load balancer tests whether a backend is alive. */
export interface WireHealthCheck extends ValueOf<typeof HEALTH_CHECK> {}
