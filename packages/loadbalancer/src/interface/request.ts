import { PROTOCOLS, type Protocol, type UncheckedRequest, type WireRequest } from "../wire.ts"
import { HealthCheck, type HealthCheckFields } from "./health-check.ts"
import type { ReceivedResponse } from "./received-response.ts"

/**
 * A request while the consumer's author fills it in; `LBProvider.sendRequest` checks and writes it. Its name and id stay for
 * its life: with another name it is another request. Assigning a field that does not exist throws.
 */
export class Request {
  /** Under which it is sent; one request for each name. */
  readonly name: string
  /** Made with the first request of this name, and kept for its life. */
  readonly id: string
  /** The token under which it was last sent. */
  readonly sentHash: string | null
  /** The answer to what was sent last; undefined while there is none. */
  readonly response: ReceivedResponse | undefined
  /** What is balanced. Has to be set. */
  protocol: Protocol | null = null
  /** Port of the load balancer to port of the backends: `{ 443: 8443 }`. Has to be set. */
  portMapping: Readonly<Record<number, number>> = {}
  /** Addresses. Empty: the addresses of all units of this application, which the provider follows. */
  backends: readonly string[] = []
  /** In order of preference. */
  algorithm: readonly string[] = []
  /** Whether a client stays with its backend. */
  sticky = false
  /** Assign the whole list to say all of it, or see `addHealthCheck`. */
  healthChecks: readonly HealthCheckFields[] = []
  /** Whether it should be reachable from outside. */
  public = true
  /** Whether the load balancer ends TLS, with `tlsCert` and `tlsKey` if they are given. */
  tlsTermination = false
  /** PEM */
  tlsCert: string | null = null
  /** The address that the load balancer should have, where the provider can choose. */
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
    // A request under another name would be another request, and this one would stay behind.
    for (const field of ["name", "id", "sentHash", "response"])
      Object.defineProperty(this, field, { writable: false })
    Object.preventExtensions(this)
  }

  /**
   * PEM. Goes as a Juju secret if the provider says that it can read one. To all others, like every provider in Python, it stands in the
   * relation data as plain text; with the option `tlsKeys: "secret"` of `LBProvider` it is refused instead.
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

  /** Adds a health check. One with the same protocol, port and path is replaced, so saying it again in every hook adds nothing. */
  addHealthCheck(fields: HealthCheckFields): void {
    const added = new HealthCheck(fields)
    const others = this.healthChecks.filter(
      (one) =>
        one.protocol !== added.protocol || one.port !== added.port || (one.path ?? null) !== added.path,
    )
    this.healthChecks = [...others, added]
  }

  /** @internal The document to send; nothing of it is checked yet. */
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
