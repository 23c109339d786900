/** Names that the interface and both engines share. */
export const ALGORITHMS = ["round-robin", "least-connections", "source-ip", "random"] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** Asked of a backend before it gets traffic. */
export interface Check {
  readonly protocol: "tcp" | "http" | "https"
  readonly port: number
  readonly path: string
}

/** Where a backend is. */
export interface BackendAddress {
  /** An IP address or host name, as the consumer names it. */
  readonly host: string
  /** The IP address that engines connect to. */
  readonly address: string
}

/** One load balancer: what a request has come to. Plain data, and all that an engine gets to see of a request. */
export interface Service {
  /** `relation id/name of the request`, for people and for the plan; never part of a configuration. */
  readonly key: string
  /** Letters, digits and `_` only, so that it can name things in a configuration. */
  readonly id: string
  readonly mode: "tcp" | "http"
  /** The IP address to listen on. */
  readonly address: string
  readonly ports: readonly { readonly front: number; readonly back: number }[]
  /** Each address once. */
  readonly backends: readonly BackendAddress[]
  readonly algorithm: Algorithm
  /** Whether a client stays with its backend. */
  readonly sticky: boolean
  /** All have to succeed; empty: a backend is taken to live. */
  readonly checks: readonly Check[]
  /** Seconds between two rounds of checks. */
  readonly interval: number
  /** Failures in a row that make a backend dead. */
  readonly retries: number
  /** PEM; undefined: TLS is passed on as it comes. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  /** How many clients may be connected at once, in all ports together. */
  readonly maxConnections: number
}

/** All that a unit is to balance. Services are sorted by key, so that equal plans are equal texts. */
export interface Desired {
  readonly services: readonly Service[]
}

export const NOTHING: Desired = { services: [] }
