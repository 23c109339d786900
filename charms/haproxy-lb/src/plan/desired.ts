import type { Options } from "loadbalancer-interface"

/** The algorithms' names in the interface and in both engines. */
export const ALGORITHMS = ["round-robin", "least-connections", "source-ip", "random"] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** A health check of a backend. */
export interface Check {
  readonly protocol: "tcp" | "http" | "https"
  readonly port: number
  readonly path: string
}

/** Host and resolved address of a backend. */
export interface BackendAddress {
  /** An IP address or host name, as given by the consumer. */
  readonly host: string
  /** The IP address to which engines connect. */
  readonly address: string
}

/** One load balancer, made from a request. Plain data, and all that an engine receives of the request. */
export interface Service {
  /** `relation id/name of the request`, for messages and for the plan; never part of a configuration. */
  readonly key: string
  /** Letters, digits and `_` only, so that it can be part of names in a configuration. */
  readonly id: string
  readonly mode: "tcp" | "http"
  /** The IP address to listen on. */
  readonly address: string
  readonly ports: readonly { readonly front: number; readonly back: number }[]
  /** Without duplicates. */
  readonly backends: readonly BackendAddress[]
  readonly algorithm: Algorithm
  /** Whether a client stays with its backend. */
  readonly sticky: boolean
  /** All must succeed. Empty: the backend counts as alive. */
  readonly checks: readonly Check[]
  /** Seconds between two rounds of checks. */
  readonly interval: number
  /** Consecutive failures after which a backend is dead. */
  readonly retries: number
  /** PEM. Undefined: TLS is forwarded without termination. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  /** Maximum number of connected clients on all ports together. */
  readonly maxConnections: number
  /** In canonical form: source ranges are `ADDRESS/BITS`. Plans of earlier versions of the charm have none. */
  readonly options?: Options
}

/** An IP address and a port. */
export interface Place {
  readonly address: string
  readonly port: number
}

/** For comparisons. */
export const nameOfPlace = ({ address, port }: Place): string => `${address} ${port}`

/** Where a service listens. */
export const placesOf = ({ address, ports }: Service): readonly Place[] =>
  ports.map(({ front: port }) => ({ address, port }))

/** The complete configuration of a unit. Services are sorted by key, so that equal plans give equal texts. */
export interface Desired {
  readonly services: readonly Service[]
  /** Where the engine serves its own metrics for Prometheus; undefined: nowhere. */
  readonly metrics?: Place | undefined
}

export const NOTHING: Desired = { services: [] }
