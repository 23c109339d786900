import type { Relation, Unit } from "@charmkit/ops"
import { type Issue, PROTOCOLS, type Protocol, type WireRequest } from "../wire.ts"
import { HealthCheck } from "./health-check.ts"
import type { ReceivedResponse } from "./received-response.ts"
import { Response } from "./response.ts"

/** What is known of a request beside its document. */
export interface RequestContext {
  readonly identity: string
  readonly fingerprint: string
  readonly previousResponse?: ReceivedResponse | undefined
  readonly drainUntil?: Date | undefined
  /** Reads the private key where the document leaves it out. */
  readonly readTlsKey?: (() => string | null) | undefined
}

/**
 * A request as the provider sees it. Frozen, but for its `response`, which is empty: fill it in and give the request to
 * `LBConsumers.sendResponse`.
 */
export class ReceivedRequest {
  /** Where it came from. Names and ids are chosen by consumers: only relation and name together tell requests apart. */
  readonly relation: Relation
  /** Of its key in the databag, and of the document: letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** Chosen by the consumer once for the life of the request, of the same characters as a name. */
  readonly id: string
  /**
   * Tells this request from all others of all models: model, application, endpoint, relation and name. Tag with it what is made for the
   * request; see `LBConsumers.reconcile`.
   */
  readonly identity: string
  /**
   * Another one whenever something has to be changed for the request: a hash of all that is asked for, with the backends that are filled in, of
   * the revision of a secret key and of a drain. Tag with it what was made from this text of the request.
   */
  readonly fingerprint: string
  /** What is to be balanced. */
  readonly protocol: Protocol
  /** Port of the load balancer to port of the backends. */
  readonly portMapping: Readonly<Record<number, number>>
  /** Addresses: those of the request or, if it names none, those of the consumer's units. Can be empty for a while. */
  readonly backends: readonly string[]
  /** In order of preference. Empty: as the provider likes. */
  readonly algorithm: readonly string[]
  /** Whether a client has to stay with its backend. */
  readonly sticky: boolean
  /** How the load balancer finds out which backends live. */
  readonly healthChecks: readonly HealthCheck[]
  /** Whether it has to be reachable from outside. */
  readonly public: boolean
  /** Whether the load balancer ends TLS, with `tlsCert` and `tlsKey` if the consumer gives its own. */
  readonly tlsTermination: boolean
  /** PEM; null if the consumer gives none. */
  readonly tlsCert: string | null
  /** The address that the consumer would like the load balancer to have, if it has a wish. */
  readonly ingressAddress: string | null
  /** The consumer's token for this text of the request; the answer repeats it. */
  readonly sentHash: string | null
  /** The answer that is to be given. */
  readonly response: Response
  /** The answer that was given last, if this unit can read it (only the leader can). */
  readonly previousResponse: ReceivedResponse | undefined
  /**
   * The consumer is about to take the request away: no new connections any more, and `response.drained` when the old ones have ended.
   * At this time it takes it away in any case. Undefined in the life of most requests.
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
   * PEM, from the request or from the Juju secret that it names; null if there is none, or if the secret cannot be read (any more).
   * A request whose secret cannot be read is in `invalidRequests` instead of `newRequests`. Not an own property: it is not printed
   * with the rest.
   */
  get tlsKey(): string | null {
    return this.#readTlsKey()
  }

  /** Whether the private key stands in a Juju secret that cannot be read. */
  get isKeyMissing(): boolean {
    return this.#keyIsSecret && this.tlsKey === null
  }

  /** False until the consumer's units have told their addresses; the request becomes new again when they do. */
  get hasBackends(): boolean {
    return this.backends.length > 0
  }
}

/**
 * A request that was answered and is not there any more. Of a relation that has ended it can come twice: a unit that comes to lead cannot
 * know whether an earlier leader has settled it. It never names a request that stands.
 */
export interface RemovedRequest {
  readonly relation: Relation
  readonly name: string
  /** As `ReceivedRequest.identity` was. */
  readonly identity: string
  /** Undefined if it was answered by a library that left no note. */
  readonly id: string | undefined
  /**
   * As it was answered, without the private key. Undefined as above, and for relations that ended before this unit came to lead: followers
   * know names and ids only.
   */
  readonly lastKnown: ReceivedRequest | undefined
}

/** A unit of a consumer that is no backend although it has joined, because of what it says of its address. */
export interface InvalidBackend {
  readonly relation: Relation
  readonly unit: Unit
  readonly issues: readonly Issue[]
}

/** A request that cannot be read, or must not be used. It is not a removal: what was made for it stays until the consumer says otherwise. */
export interface InvalidRequest {
  readonly relation: Relation
  /** As in the key: it may be any text, of any length. */
  readonly name: string
  readonly issues: readonly Issue[]
}
