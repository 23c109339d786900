import { PROTOCOLS, type Protocol, type UncheckedRequest, type WireRequest } from "../wire.ts"
import { HealthCheck, type HealthCheckFields } from "./health-check.ts"
import type { ReceivedResponse } from "./received-response.ts"

/**
 * A request that the requirer's charm fills in; `LBProvider.sendRequest` checks and writes it. Its name and id are fixed: another name means
 * another request. Assigning an unknown field throws.
 */
export class Request {
  /** The name under which the request is sent; unique in the relation. */
  readonly name: string
  /** The id, which is created with the request and kept for its lifetime. */
  readonly id: string
  /** The hash under which the request was last sent; null if it was not sent. */
  readonly sentHash: string | null
  /** The response to the request; see its `freshness`. Undefined while there is none. */
  readonly response: ReceivedResponse | undefined
  /** The protocol of the traffic. Required. */
  protocol: Protocol | null = null
  /** Port of the load balancer to port of the backends: `{ 443: 8443 }`. Required. */
  portMapping: Readonly<Record<number, number>> = {}
  /** Addresses. If empty, those of all units of this application, which the provider follows. */
  backends: readonly string[] = []
  /** Names of algorithms, in order of preference. */
  algorithm: readonly string[] = []
  /** Whether a client stays with its backend. */
  sticky = false
  /** The complete list of health checks. Assign the whole list, or call `addHealthCheck`. */
  healthChecks: readonly HealthCheckFields[] = []
  /** Whether the load balancer is reachable from outside. */
  public = true
  /** Whether the load balancer terminates TLS, with `tlsCert` and `tlsKey` if they are set. */
  tlsTermination = false
  /** PEM */
  tlsCert: string | null = null
  /** The preferred address of the load balancer, for providers that can choose it. */
  ingressAddress: string | null = null
  #tlsKey: string | null | (() => string | null) = null

  constructor(
    name: string,
    id: string,
    sent?: WireRequest,
    response?: ReceivedResponse,
    readTlsKey?: () => string | null,
  ) {
    this.name = name
    this.id = id
    this.sentHash = sent?.sent_hash ?? null
    this.response = response
    if (sent !== undefined) this.#fill(sent)
    if (readTlsKey !== undefined) this.#tlsKey = readTlsKey
    // Fixed, because a changed name would send another request and leave this one in the databag.
    for (const field of ["name", "id", "sentHash", "response"])
      Object.defineProperty(this, field, { writable: false })
    Object.preventExtensions(this)
  }

  /**
   * PEM. Sent in a Juju secret if the provider supports secrets. For all others, such as every provider in Python, it is in the relation data
   * as plain text; with the option `tlsKeys: "secret"` of `LBProvider`, sending throws instead.
   */
  get tlsKey(): string | null {
    if (typeof this.#tlsKey === "function") this.#tlsKey = this.#tlsKey()
    return this.#tlsKey
  }

  set tlsKey(key: string | null) {
    this.#tlsKey = key
  }

  /** The values for `protocol`, by name: `request.protocols.https`. */
  get protocols(): typeof PROTOCOLS {
    return PROTOCOLS
  }

  /** Adds a health check. One with the same protocol, port and path is replaced, so that a call in every hook adds no duplicates. */
  addHealthCheck(fields: HealthCheckFields): void {
    const added = new HealthCheck(fields)
    const others = this.healthChecks.filter(
      (one) =>
        one.protocol !== added.protocol || one.port !== added.port || (one.path ?? null) !== added.path,
    )
    this.healthChecks = [...others, added]
  }

  /** @internal Returns the document to send, without any check. */
  toDraft(): UncheckedRequest {
    return {
      id: this.id,
      name: this.name,
      protocol: this.protocol,
      backends: this.backends,
      port_mapping: this.portMapping,
      algorithm: this.algorithm,
      sticky: this.sticky,
      health_checks: this.healthChecks.map((one) => new HealthCheck(one).toWire()),
      public: this.public,
      tls_termination: this.tlsTermination,
      tls_cert: this.tlsCert,
      tls_key: this.tlsKey,
      ingress_address: this.ingressAddress,
      sent_hash: null,
    }
  }

  #fill(sent: WireRequest): void {
    this.protocol = sent.protocol
    this.portMapping = { ...sent.port_mapping }
    this.backends = [...sent.backends]
    this.algorithm = [...sent.algorithm]
    this.sticky = sent.sticky
    this.healthChecks = sent.health_checks.map((one) => new HealthCheck(one))
    this.public = sent.public
    this.tlsTermination = sent.tls_termination
    this.tlsCert = sent.tls_cert
    this.tlsKey = sent.tls_key
    this.ingressAddress = sent.ingress_address
  }
}
