import type { Relation, Unit } from "@charmkit/ops"
import { type Issue, PROTOCOLS, type Protocol, type WireRequest } from "../wire.ts"
import { HealthCheck } from "./health-check.ts"
import type { ReceivedResponse } from "./received-response.ts"
import { Response } from "./response.ts"

/** The properties of a request that are not in its document. */
export interface RequestContext {
  readonly identity: string
  readonly fingerprint: string
  readonly previousResponse?: ReceivedResponse | undefined
  readonly drainUntil?: Date | undefined
  /** Reads the private key from its secret; undefined if the document has the key. */
  readonly readTlsKey?: (() => string | null) | undefined
}

/**
 * A request as the provider gets it. It is frozen except for its empty `response`: fill that in and pass the request to
 * `LBConsumers.sendResponse`.
 */
export class ReceivedRequest {
  /** The relation of the request. Requirers choose names and ids, so only relation and name together are unique. */
  readonly relation: Relation
  /** The name in the databag key and in the document: letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** The id, which the requirer chooses once for the lifetime of the request; of the same characters as a name. */
  readonly id: string
  /**
   * The globally unique identity of this request: model, application, endpoint, relation and name. Tag the load balancer of the request with
   * it; see `LBConsumers.reconcile`.
   */
  readonly identity: string
  /**
   * Changes whenever the load balancer has to be changed: a hash of all fields of the request with its default backends, of the revision of a
   * secret key and of a drain. Tag the load balancer with it when this version of the request has been applied.
   */
  readonly fingerprint: string
  /** The protocol of the traffic. */
  readonly protocol: Protocol
  /** Port of the load balancer to port of the backends. */
  readonly portMapping: Readonly<Record<number, number>>
  /** Addresses: those of the request or, if it lists none, those of the requirer's units. Can be empty for a while. */
  readonly backends: readonly string[]
  /** Names of algorithms, in order of preference. Empty if the provider may choose. */
  readonly algorithm: readonly string[]
  /** Whether a client has to stay with its backend. */
  readonly sticky: boolean
  /** How the load balancer checks which backends are healthy. */
  readonly healthChecks: readonly HealthCheck[]
  /** Whether the load balancer has to be reachable from outside. */
  readonly public: boolean
  /** Whether the load balancer terminates TLS, with `tlsCert` and `tlsKey` if the requirer has its own. */
  readonly tlsTermination: boolean
  /** PEM; null if the requirer has not sent any. */
  readonly tlsCert: string | null
  /** The address that the requirer prefers for the load balancer; null if it has no preference. */
  readonly ingressAddress: string | null
  /** The hash under which the requirer has sent this version of the request; the response repeats it as `receivedHash`. */
  readonly sentHash: string | null
  /** The response to fill in. */
  readonly response: Response
  /** The last response to this request. Leader only; undefined on followers. */
  readonly previousResponse: ReceivedResponse | undefined
  /**
   * The deadline of a drain: the requirer is about to withdraw the request. Accept no new connections, and set `response.drained` when the
   * open ones have ended. At this time the requirer withdraws the request in any case. Undefined if the request is not draining.
   */
  readonly drainUntil: Date | undefined
  readonly #readTlsKey: () => string | null
  readonly #keyIsSecret: boolean

  /** @internal */
  constructor(relation: Relation, name: string, wire: WireRequest, context: RequestContext) {
    this.relation = relation
    this.name = name
    this.id = wire.id
    this.identity = context.identity
    this.fingerprint = context.fingerprint
    this.protocol = wire.protocol
    this.portMapping = Object.freeze({ ...wire.port_mapping })
    this.backends = Object.freeze([...wire.backends])
    this.algorithm = Object.freeze([...wire.algorithm])
    this.sticky = wire.sticky
    this.healthChecks = Object.freeze(wire.health_checks.map((one) => new HealthCheck(one)))
    this.public = wire.public
    this.tlsTermination = wire.tls_termination
    this.tlsCert = wire.tls_cert
    this.ingressAddress = wire.ingress_address
    this.sentHash = wire.sent_hash
    this.response = new Response()
    this.previousResponse = context.previousResponse
    this.drainUntil = context.drainUntil
    this.#keyIsSecret = context.readTlsKey !== undefined
    this.#readTlsKey = context.readTlsKey ?? (() => wire.tls_key)
    Object.freeze(this)
  }

  /** The values that `protocol` can have, by name. */
  get protocols(): typeof PROTOCOLS {
    return PROTOCOLS
  }

  /**
   * PEM, from the request or from the Juju secret that it refers to; null if there is none, or if the secret cannot be read (any more).
   * A request whose secret cannot be read is in `invalidRequests` instead of `newRequests`. This is not an own property, so that the key is
   * not printed with the other fields.
   */
  get tlsKey(): string | null {
    return this.#readTlsKey()
  }

  /** Whether the private key is in a Juju secret that cannot be read. */
  get isKeyMissing(): boolean {
    return this.#keyIsSecret && this.tlsKey === null
  }

  /** Whether there is a backend. False until the requirer's units have published their addresses; the request then becomes new again. */
  get hasBackends(): boolean {
    return this.backends.length > 0
  }
}

/**
 * A request that was answered and no longer exists. For an ended relation it can be reported twice, because a unit that becomes leader cannot
 * know whether an earlier leader has settled it. It is never a request that still exists.
 */
export interface RemovedRequest {
  readonly relation: Relation
  readonly name: string
  /** The `ReceivedRequest.identity` of the request. */
  readonly identity: string
  /** The id of the request; undefined if it was answered by a library without answer records. */
  readonly id: string | undefined
  /**
   * The request as it was answered, without its private key. Undefined if it was answered by a library without answer records, and for
   * relations that ended before this unit became leader, because followers store only names and ids.
   */
  readonly lastKnown: ReceivedRequest | undefined
}

/** A joined unit of a requirer that is not a default backend, because its address is invalid. */
export interface InvalidBackend {
  readonly relation: Relation
  readonly unit: Unit
  readonly issues: readonly Issue[]
}

/** A request that is unreadable or must not be used. It does not count as removed: keep its load balancer until the requirer removes it. */
export interface InvalidRequest {
  readonly relation: Relation
  /** The name in the databag key, which can be any text of any length. */
  readonly name: string
  readonly issues: readonly Issue[]
}
