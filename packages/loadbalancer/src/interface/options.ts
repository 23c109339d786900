import type { UncheckedOptions, WireOptions } from "../wire.ts"

/**
 * What operators ask of a load balancer in addition to the fields of a request. All are optional; a provider refuses those that it does not
 * support by field, or never sees them, see `RequestOptions.isSupported`.
 */
export interface Options {
  /** Networks and addresses: `["10.0.0.0/8", "2001:db8::/32"]`. Clients with other addresses are refused; an empty list refuses all. */
  readonly sourceRanges?: readonly string[] | undefined
  /** Seconds within which a backend has to accept a connection. All times: 1 to 86,400. */
  readonly connectTimeout?: number | undefined
  /** Seconds for which a client may be silent while data is expected from it. */
  readonly clientTimeout?: number | undefined
  /** Seconds for which a backend may be silent while data is expected from it. */
  readonly serverTimeout?: number | undefined
  /** Seconds without data in either direction after which a connection is closed. */
  readonly idleTimeout?: number | undefined
  /** Connected clients of each unit of the provider at a time. */
  readonly maxConnections?: number | undefined
  /** Connections of each unit of the provider to each backend and port at a time; further requests wait. */
  readonly backendConnections?: number | undefined
  /** Version of the PROXY protocol with which each connection to a backend begins. The backends have to expect it. */
  readonly proxyProtocol?: "v1" | "v2" | undefined
  /** Seconds that a health check may take. */
  readonly checkTimeout?: number | undefined
  /** Consecutive successes after which a dead backend is alive. After how many failures it is dead is in the health check: `retries`. */
  readonly checkRise?: number | undefined
  /** Statuses with which a check with http or https succeeds: `["200-299", "404"]`. */
  readonly checkCodes?: readonly string[] | undefined
  /** Name in the Host header and in the TLS handshake (SNI) of health checks. */
  readonly checkName?: string | undefined
  /** Clients whose TLS handshake asks for none of these names (SNI) are refused. */
  readonly serverNames?: readonly string[] | undefined
  /** Backend to its share of the connections, 0 to 256, relative to the others: `{ "10.0.0.1": 50 }`; others have 100. */
  readonly weights?: Readonly<Record<string, number>> | undefined
}

/** Returns the document of options without any check. Unknown fields stay, so that validation finds them. */
export function toWireOptions(
  {
    sourceRanges,
    connectTimeout,
    clientTimeout,
    serverTimeout,
    idleTimeout,
    maxConnections,
    backendConnections,
    proxyProtocol,
    checkTimeout,
    checkRise,
    checkCodes,
    checkName,
    serverNames,
    ...same
  }: Options,
  sentHash: string,
): UncheckedOptions {
  return {
    ...same,
    weights: same.weights,
    sent_hash: sentHash,
    source_ranges: sourceRanges,
    connect_timeout: connectTimeout,
    client_timeout: clientTimeout,
    server_timeout: serverTimeout,
    idle_timeout: idleTimeout,
    max_connections: maxConnections,
    backend_connections: backendConnections,
    proxy_protocol: proxyProtocol,
    check_timeout: checkTimeout,
    check_rise: checkRise,
    check_codes: checkCodes,
    check_name: checkName,
    server_names: serverNames,
  }
}

/** Missing options are undefined. */
export function fromWireOptions(wire: WireOptions): Options {
  return Object.freeze({
    sourceRanges: wire.source_ranges,
    connectTimeout: wire.connect_timeout,
    clientTimeout: wire.client_timeout,
    serverTimeout: wire.server_timeout,
    idleTimeout: wire.idle_timeout,
    maxConnections: wire.max_connections,
    backendConnections: wire.backend_connections,
    proxyProtocol: wire.proxy_protocol,
    checkTimeout: wire.check_timeout,
    checkRise: wire.check_rise,
    checkCodes: wire.check_codes,
    checkName: wire.check_name,
    serverNames: wire.server_names,
    weights: wire.weights,
  })
}
