// Long because the rules of one relation, and of what stands in it, belong together.
import type { Databag, Model, Relation, Unit } from "@charmkit/ops"
import { checkAddress } from "../wire/check.ts"
import { readDetails } from "../wire/extensions/details.ts"
import { type RequestExtensions, readRequestExtensions } from "../wire/extensions/request-extensions.ts"
import { utcText } from "../wire/extensions/utc-time.ts"
import {
  answerRecordKey,
  answerRecordNames,
  CAPABILITIES_KEY,
  canonicalDetails,
  detailsKey,
  EXTENSIONS_KEY,
  type Extension,
  fingerprintOf,
  type Issue,
  type Negotiated,
  negotiateVersion,
  parseExtensions,
  requestKey,
  requestNames,
  responseKey,
  responseNames,
  type SecretRevision,
  serializeCapabilities,
  serializeResponse,
  VERSION_KEY,
  type WireDetails,
  type WireRequest,
} from "../wire.ts"
import { announce, drop, ownBag, put, remoteBag } from "./bags.ts"
import { type Capabilities, toWireCapabilities } from "./capabilities.ts"
import { identityOf } from "./identity.ts"
import {
  isAnswered,
  isJunk,
  isOnlyRefused,
  type Known,
  noteOf,
  previousResponse,
  writeNote,
} from "./own-notes.ts"
import {
  type InvalidBackend,
  type InvalidRequest,
  ReceivedRequest,
  type RemovedRequest,
} from "./received-request.ts"
import { refuseInvalid } from "./refuse-invalid.ts"
import { hasSecrets, readTlsKey, type TlsKeyRead } from "./tls-key.ts"
import { readRequest, type UsableRequest } from "./usable-request.ts"

/** What a provider says of itself to every consumer. */
export interface SelfDescription {
  /** `unknown`: they could not be told in this hook. */
  readonly capabilities: Capabilities | "unknown" | undefined
  readonly drains: boolean
}

/**
 * One relation to a consumer, as the databags show it now. It remembers request objects during the dispatch, so that the
 * author finds again what he has filled in; everything else is read anew, own writes included.
 */
export class ConsumerRelation {
  readonly relation: Relation
  /** A unit that is about to leave: its address does not count any more. */
  departing: Unit | undefined
  readonly #model: Model
  readonly #known = new Map<string, Known>()
  /** The other side's text does not change during a dispatch. */
  readonly #parsed = new Map<string, UsableRequest>()
  /** The private keys that are in Juju secrets, by the request's name. */
  readonly #secrets = new Map<string, () => TlsKeyRead>()

  /** Of the consumer's units, once a request needed them. */
  #backends: readonly DefaultBackend[] | undefined

  readonly #waitForBackends: boolean

  /** @param waitForBackends whether requests without any backend are not new yet */
  constructor(model: Model, relation: Relation, waitForBackends: boolean) {
    this.#model = model
    this.#waitForBackends = waitForBackends
    this.relation = relation
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#read().known.map(({ request }) => request)
  }

  get invalid(): readonly InvalidRequest[] {
    const own = this.#own
    const { known, invalid } = this.#read()
    if (own === undefined) return invalid
    const locked = known.flatMap((one) => {
      const issue = isAnswered(own, one) ? undefined : this.#lock(one)
      return issue === undefined ? [] : [{ relation: this.relation, name: one.request.name, issues: [issue] }]
    })
    return [...invalid, ...locked]
  }

  /** Units whose address is none. Empty too where all requests name their backends. */
  get invalidBackends(): readonly InvalidBackend[] {
    this.#read()
    const { relation } = this
    return (this.#backends ?? [])
      .filter(({ unit, issues }) => issues.length > 0 && unit !== this.departing)
      .map(({ unit, issues }) => ({ relation, unit, issues }))
  }

  /** Whether Juju, against its own rules, does not show what the consumer has written. That says nothing about its requests. */
  get isUnreadable(): boolean {
    return this.relation.active && this.relation.app !== undefined && this.#remote === undefined
  }

  /** Requests without an answer, changed since their answer, or with other backends than then. Leader only. */
  get newRequests(): readonly ReceivedRequest[] {
    const own = this.#own
    if (own === undefined) return []
    return this.#read()
      .known.filter((known) => this.#isNew(own, known))
      .map(({ request }) => request)
  }

  /** Requests that can be served now, answered or not: not without their private key, or without the backends that it waits for. */
  get servable(): readonly ReceivedRequest[] {
    return this.#read()
      .known.filter((known) => this.#isServable(known))
      .map(({ request }) => request)
  }

  /** Whether the request of this name is among `newRequests` or `removed`, without a look at the others. Leader only. */
  isOpen(name: string): boolean {
    const own = this.#own
    if (own === undefined) return false
    const known = this.#find(name)
    return known === undefined ? this.#isRemoved(own, name) : this.#isNew(own, known)
  }

  #isNew(own: Databag, known: Known): boolean {
    return !isAnswered(own, known) && this.#isServable(known)
  }

  #isServable(known: Known): boolean {
    return this.#lock(known) === undefined && (known.request.hasBackends || !this.#waitForBackends)
  }

  /** Requests that were answered and are gone. Leader only: nobody else can know. */
  get removed(): readonly RemovedRequest[] {
    const own = this.#own
    return own === undefined ? [] : this.answered.filter(({ name }) => this.isGone(name))
  }

  #isRemoved(own: Databag, name: string): boolean {
    return this.isGone(name) && this.#answeredOne(own, name) !== undefined
  }

  /** Without a version the databag may just not be filled yet: then a request that is not there is no removal. */
  isGone(name: string): boolean {
    const remote = this.#remote
    if (remote === undefined || negotiateVersion(remote.get(VERSION_KEY)).state !== "agreed") return false
    return remote.get(requestKey(name)) === undefined
  }

  /** Names and ids of the requests that a leader can serve, read one by one. Reads no databag but the consumer's. */
  *ids(): Iterable<readonly [name: string, id: string]> {
    const remote = this.#remote
    if (remote === undefined) return
    const version = negotiateVersion(remote.get(VERSION_KEY))
    if (version.state === "missing") return
    for (const name of requestNames(remote.keys())) {
      const read = this.#parse(name, remote, version)
      if ("wire" in read) yield [name, read.wire.id]
    }
  }

  /** All requests that have an answer, from the own notes: what a broken relation leaves behind. Leader only. */
  get answered(): readonly RemovedRequest[] {
    const own = this.#own
    if (own === undefined) return []
    const keys = own.keys()
    const names = [...new Set([...responseNames(keys), ...answerRecordNames(keys)])].sort()
    return names.map((name) => this.#answeredOne(own, name)).filter((one) => one !== undefined)
  }

  #answeredOne(own: Databag, name: string): RemovedRequest | undefined {
    const note = noteOf(own, name)
    if (note?.revoked === true && own.get(responseKey(name)) === undefined) return undefined
    if (isOnlyRefused(own, name) || isJunk(own, name)) return undefined
    const identity = this.#identityOf(name)
    const lastKnown =
      note === undefined
        ? undefined
        : new ReceivedRequest(this.relation, name, note.request, { identity, fingerprint: note.fingerprint })
    return { relation: this.relation, name, identity, id: note?.id, lastKnown }
  }

  /** Of all requests, to see whether anything is different for a follower. */
  get fingerprint(): string {
    return this.#read()
      .known.map(({ request, fingerprint }) => `${request.name}=${fingerprint}`)
      .join(" ")
  }

  /**
   * The leader's housekeeping, which needs no charm code.
   * @throws ValidationError if the capabilities are not in order
   */
  settle({ capabilities, drains }: SelfDescription): void {
    const own = this.#own
    if (own === undefined) return
    announce(own, this.#extensions(drains))
    if (capabilities === undefined) drop(own, CAPABILITIES_KEY)
    else if (capabilities !== "unknown")
      put(own, CAPABILITIES_KEY, serializeCapabilities(toWireCapabilities(capabilities)))
    const { known } = this.#read()
    for (const one of known) {
      const { name } = one.request
      // Answered by a library that leaves no notes (or by this charm before its refresh): from now on removals are known.
      if (isAnswered(own, one) && noteOf(own, name) === undefined) writeNote(own, one, false)
    }
    const present = new Set(requestNames(this.#remote?.keys() ?? []))
    for (const name of answerRecordNames(own.keys())) {
      if (!present.has(name) && noteOf(own, name)?.revoked === true) drop(own, answerRecordKey(name))
    }
    for (const name of responseNames(own.keys())) {
      if (!present.has(name) && isOnlyRefused(own, name)) drop(own, responseKey(name))
    }
    for (const name of [...responseNames(own.keys()), ...answerRecordNames(own.keys())]) {
      if (present.has(name) || !isJunk(own, name)) continue
      drop(own, responseKey(name))
      drop(own, answerRecordKey(name))
    }
  }

  /** Tells the consumer why a request cannot be used. */
  refuseInvalid({ name, issues }: InvalidRequest): void {
    const own = this.#own
    const text = this.#remote?.get(requestKey(name))
    // Without a version that both speak there is no way to tell.
    const { state } = negotiateVersion(this.#remote?.get(VERSION_KEY))
    if (own !== undefined && text !== undefined && state === "agreed") refuseInvalid(own, name, text, issues)
  }

  /** @returns false if there is no such request. @throws ValidationError if the response is not complete */
  answer(request: ReceivedRequest): boolean {
    const own = this.#own
    const known = this.#find(request.name)
    if (own === undefined || known === undefined) return false
    const { sent_hash: sentHash } = known.wire
    const text = serializeResponse(request.response.toDraft(sentHash))
    const details = this.#consumerReads("details")
      ? request.response.toDetailsText(sentHash, request.drainUntil)
      : undefined
    put(own, responseKey(request.name), text)
    if (details === undefined) drop(own, detailsKey(request.name))
    else put(own, detailsKey(request.name), details)
    writeNote(own, known, false)
    return true
  }

  /** @returns false if there is no such request */
  drained(request: ReceivedRequest, drained: boolean): boolean {
    const own = this.#own
    const known = this.#find(request.name)
    if (own === undefined || known === undefined) return false
    const { sent_hash: received_hash } = known.wire
    const over = drained && request.drainUntil !== undefined ? utcText(request.drainUntil) : null
    const key = detailsKey(request.name)
    const nothing: WireDetails = {
      received_hash,
      addresses: [],
      ports: {},
      fields: {},
      error_paths: {},
      drained: over,
    }
    const standing = readDetails(own.get(key), received_hash)
    if (over !== null || (standing?.drained ?? null) !== null)
      put(own, key, canonicalDetails({ ...(standing ?? nothing), drained: over }))
    writeNote(own, known, false)
    return true
  }

  /** Takes the answer back. Of a request that is still there it is noted, so that it does not come up as new at once. */
  revoke(name: string): void {
    const own = this.#own
    if (own === undefined) return
    drop(own, responseKey(name))
    drop(own, detailsKey(name))
    const known = this.#find(name)
    if (known === undefined) drop(own, answerRecordKey(name))
    else writeNote(own, known, true)
  }

  #extensions(drains: boolean): readonly Extension[] {
    return [
      "details",
      ...(drains ? (["drain"] as const) : []),
      ...(hasSecrets(this.#model) ? (["secrets"] as const) : []),
    ]
  }

  #consumerReads(extension: Extension): boolean {
    return parseExtensions(this.#remote?.get(EXTENSIONS_KEY)).has(extension)
  }

  /** Why there is no private key, although it is in a secret: without it, serving would be serving something else. */
  #lock({ request, wire }: Known): Issue | undefined {
    const read = wire.tls_key === null ? this.#secrets.get(request.name)?.() : undefined
    return read?.key === null ? read.issue : undefined
  }

  get #own(): Databag | undefined {
    return ownBag(this.#model, this.relation)
  }

  get #remote(): Databag | undefined {
    return remoteBag(this.relation)
  }

  #read(): { known: readonly Known[]; invalid: readonly InvalidRequest[] } {
    const remote = this.#remote
    if (remote === undefined) return { known: [], invalid: [] }
    const version = negotiateVersion(remote.get(VERSION_KEY))
    const read = requestNames(remote.keys()).map((name) => this.#readOne(name, remote, version))
    return {
      known: read.filter((one) => one !== undefined && "wire" in one),
      invalid: read.filter((one) => one !== undefined && "issues" in one),
    }
  }

  /** One of them, without a look at the others: of many requests each is answered alone. */
  #find(name: string): Known | undefined {
    const remote = this.#remote
    if (remote?.get(requestKey(name)) === undefined) return undefined
    const one = this.#readOne(name, remote, negotiateVersion(remote.get(VERSION_KEY)))
    return one !== undefined && "wire" in one ? one : undefined
  }

  /** Undefined: not to be counted yet. */
  #readOne(name: string, remote: Databag, version: Negotiated): Known | InvalidRequest | undefined {
    if (version.state === "missing" && !this.#wasAnswered(name)) return undefined
    const read = this.#parse(name, remote, version)
    const beside = "issues" in read ? read : readRequestExtensions(remote, name, read.wire)
    if ("issues" in read) return { relation: this.relation, name, issues: read.issues }
    if ("issues" in beside) return { relation: this.relation, name, issues: beside.issues }
    return this.#request(name, read.wire, beside)
  }

  #parse(name: string, remote: Databag, version: Negotiated): UsableRequest {
    const read = this.#parsed.get(name) ?? readRequest(remote.get(requestKey(name)) ?? "", name, version)
    this.#parsed.set(name, read)
    return read
  }

  #identityOf(name: string): string {
    return identityOf(this.#model, this.relation.name, this.relation.id, name)
  }

  /** A consumer that has been answered has spoken version 1, even if its version key is missing now. */
  #wasAnswered(name: string): boolean {
    const own = this.#own
    return own?.get(responseKey(name)) !== undefined || own?.get(answerRecordKey(name)) !== undefined
  }

  #request(name: string, wire: WireRequest, { drainUntil, tlsKey, text: beside }: RequestExtensions): Known {
    const before = this.#known.get(name)
    const backends = wire.backends.length > 0 ? wire.backends : this.#defaultBackends()
    const same = before?.source === wire && before.beside === beside
    if (same && before.wire.backends.join(" ") === backends.join(" ")) return before
    const filled = { ...wire, backends }
    const fingerprint = fingerprintOf(filled, beside)
    if (before?.fingerprint === fingerprint) return before
    const own = this.#own
    const readKey = tlsKey === undefined ? undefined : this.#reader(wire.id, tlsKey)
    const request = new ReceivedRequest(this.relation, name, filled, {
      identity: this.#identityOf(name),
      fingerprint,
      previousResponse: own === undefined ? undefined : previousResponse(own, name, wire.sent_hash),
      drainUntil,
      ...(readKey === undefined ? {} : { readTlsKey: () => readKey().key }),
    })
    if (readKey === undefined) this.#secrets.delete(name)
    else this.#secrets.set(name, readKey)
    const known = { request, source: wire, wire: filled, beside, fingerprint }
    this.#known.set(name, known)
    return known
  }

  /** Once per dispatch: each reading is a call of Juju. */
  #reader(requestId: string, tlsKey: SecretRevision): () => TlsKeyRead {
    let read: TlsKeyRead | undefined
    return () => {
      read ??= readTlsKey(this.#model, this.relation, requestId, tlsKey)
      return read
    }
  }

  /** In the units' numeric order: with text order the tenth unit would reshuffle the list. */
  #defaultBackends(): readonly string[] {
    this.#backends ??= this.relation.units.map((unit) => this.#defaultBackend(unit))
    return this.#backends.flatMap(({ unit, address }) =>
      unit === this.departing || address === undefined ? [] : [address],
    )
  }

  /** Checked like a backend that a request names: the consumer's charm can write anything there. */
  #defaultBackend(unit: Unit): DefaultBackend {
    const bag = this.relation.data(unit)
    if (!bag.readable) return { unit, issues: this.relation.active ? [NOT_SHOWN] : [] }
    const address = bag.get(INGRESS_ADDRESS)
    const issues = address === undefined ? [] : checkAddress(address)
    if (issues.length === 0) return { unit, address, issues }
    return { unit, issues: issues.map(({ message }) => ({ path: [INGRESS_ADDRESS], message })) }
  }
}

interface DefaultBackend {
  readonly unit: Unit
  readonly address?: string | undefined
  readonly issues: readonly Issue[]
}

const INGRESS_ADDRESS = "ingress-address"

const NOT_SHOWN: Issue = { path: [INGRESS_ADDRESS], message: "The data of the unit cannot be read." }
