import type { Databag, Model, Relation, Unit } from "@charmkit/ops"
import {
  type Handled,
  handledFor,
  handledKey,
  handledNames,
  hashRequest,
  type Issue,
  type Negotiated,
  negotiateVersion,
  parseHandled,
  parseRequest,
  parseResponse,
  requestHazards,
  requestKey,
  requestNames,
  responseKey,
  responseNames,
  serializeHandled,
  serializeResponse,
  VERSION_KEY,
  type WireRequest,
  type WireResponse,
} from "../wire.ts"
import { announceVersion, drop, ownBag, put, remoteBag } from "./bags.ts"
import { type InvalidRequest, ReceivedRequest, type RemovedRequest } from "./received-request.ts"
import { ReceivedResponse } from "./received-response.ts"

/** A request with what it is compared by. */
interface Known {
  readonly request: ReceivedRequest
  /** With the backends filled in. */
  readonly wire: WireRequest
  readonly fingerprint: string
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

  constructor(model: Model, relation: Relation) {
    this.#model = model
    this.relation = relation
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#read().known.map(({ request }) => request)
  }

  get invalid(): readonly InvalidRequest[] {
    return this.#read().invalid
  }

  /** Requests without an answer, changed since their answer, or with other backends than then. Leader only. */
  get newRequests(): readonly ReceivedRequest[] {
    const own = this.#own
    if (own === undefined) return []
    return this.#read().known.flatMap((known) => (isAnswered(own, known) ? [] : [known.request]))
  }

  /** Requests that were answered and are gone. Leader only: nobody else can know. */
  get removed(): readonly RemovedRequest[] {
    const own = this.#own
    const remote = this.#remote
    if (own === undefined || remote === undefined) return []
    // Without a version the databag may just not be filled yet: that is no removal.
    if (negotiateVersion(remote.get(VERSION_KEY)).state !== "agreed") return []
    const present = new Set(requestNames(remote.keys()))
    return this.answered.filter(({ name }) => !present.has(name))
  }

  /** All requests that have an answer, from the own notes: what a broken relation leaves behind. Leader only. */
  get answered(): readonly RemovedRequest[] {
    const own = this.#own
    if (own === undefined) return []
    const keys = own.keys()
    const names = [...new Set([...responseNames(keys), ...handledNames(keys)])].sort()
    return names.flatMap((name) => {
      const note = noteOf(own, name)
      if (note?.revoked === true && own.get(responseKey(name)) === undefined) return []
      const lastKnown =
        note === undefined ? undefined : new ReceivedRequest(this.relation, name, note.request)
      return [{ relation: this.relation, name, id: note?.id, lastKnown }]
    })
  }

  /** Of all requests, to see whether anything is different for a follower. */
  get fingerprint(): string {
    return this.#read()
      .known.map(({ request, fingerprint }) => `${request.name}=${fingerprint}`)
      .join(" ")
  }

  /** The leader's housekeeping, which needs no charm code. */
  settle(): void {
    const own = this.#own
    if (own === undefined) return
    announceVersion(own)
    const { known } = this.#read()
    for (const one of known) {
      const { name } = one.request
      // Answered by a library that leaves no notes (or by this charm before its refresh): from now on removals are known.
      if (isAnswered(own, one) && noteOf(own, name) === undefined)
        write(own, name, handledFor(one.wire, false))
    }
    const present = new Set(requestNames(this.#remote?.keys() ?? []))
    for (const name of handledNames(own.keys())) {
      if (!present.has(name) && noteOf(own, name)?.revoked === true) drop(own, handledKey(name))
    }
  }

  /** @returns false if there is no such request. @throws ValidationError if the response is not complete */
  answer(request: ReceivedRequest): boolean {
    const own = this.#own
    const known = this.#read().known.find((one) => one.request.name === request.name)
    if (own === undefined || known === undefined) return false
    put(own, responseKey(request.name), serializeResponse(request.response.toDraft(known.wire.sent_hash)))
    write(own, request.name, handledFor(known.wire, false))
    return true
  }

  /** Takes the answer back. Of a request that is still there it is noted, so that it does not come up as new at once. */
  revoke(name: string): void {
    const own = this.#own
    if (own === undefined) return
    drop(own, responseKey(name))
    const known = this.#read().known.find(({ request }) => request.name === name)
    if (known === undefined) drop(own, handledKey(name))
    else write(own, name, handledFor(known.wire, true))
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
    const invalid: InvalidRequest[] = []
    const known: Known[] = []
    for (const name of requestNames(remote.keys())) {
      if (version.state === "missing" && !this.#wasAnswered(name)) continue
      const read = readRequest(remote.get(requestKey(name)) ?? "", version)
      if ("issues" in read) invalid.push({ relation: this.relation, name, issues: read.issues })
      else known.push(this.#request(name, read.wire))
    }
    return { known, invalid }
  }

  /** A consumer that has been answered has spoken version 1, even if its version key is missing now. */
  #wasAnswered(name: string): boolean {
    const own = this.#own
    return own?.get(responseKey(name)) !== undefined || own?.get(handledKey(name)) !== undefined
  }

  #request(name: string, wire: WireRequest): Known {
    const filled = wire.backends.length > 0 ? wire : { ...wire, backends: this.#defaultBackends() }
    const fingerprint = hashRequest(filled)
    const before = this.#known.get(name)
    if (before?.fingerprint === fingerprint) return before
    const own = this.#own
    const previous = own === undefined ? undefined : previousResponse(own, name, wire.sent_hash)
    const request = new ReceivedRequest(this.relation, name, filled, previous)
    const known = { request, wire: filled, fingerprint }
    this.#known.set(name, known)
    return known
  }

  /** In the units' numeric order: with text order the tenth unit would reshuffle the list. */
  #defaultBackends(): readonly string[] {
    return this.relation.units.flatMap((unit) => {
      if (unit === this.departing) return []
      const bag = this.relation.data(unit)
      const address = bag.readable ? bag.get("ingress-address") : undefined
      return address === undefined ? [] : [address]
    })
  }
}

function readRequest(
  text: string,
  version: Negotiated,
): { wire: WireRequest } | { issues: readonly Issue[] } {
  if (version.state === "unusable") return { issues: [{ path: [], message: version.reason }] }
  const read = parseRequest(text)
  if (!read.ok) return { issues: read.issues }
  const issues = requestHazards(read.value)
  return issues.length > 0 ? { issues } : { wire: read.value }
}

function isAnswered(own: Databag, { request, fingerprint }: Known): boolean {
  const response = responseOf(own, request.name)
  const note = noteOf(own, request.name)
  if (note?.revoked === true && response === undefined) return note.fingerprint === fingerprint
  if (response === undefined || response.received_hash !== request.sentHash) return false
  // Without a note there is only the hash to go by, and an absent hash says nothing.
  return note === undefined ? request.sentHash !== null : note.fingerprint === fingerprint
}

/** An own response that cannot be read is no answer. */
function responseOf(own: Databag, name: string): WireResponse | undefined {
  const read = parseResponse(own.get(responseKey(name)) ?? "")
  return read.ok ? read.value : undefined
}

function previousResponse(own: Databag, name: string, sentHash: string | null): ReceivedResponse | undefined {
  const wire = responseOf(own, name)
  if (wire === undefined) return undefined
  const current = sentHash !== null && wire.received_hash === sentHash
  return new ReceivedResponse(name, wire, current ? "current" : "stale")
}

function noteOf(own: Databag, name: string): Handled | undefined {
  const text = own.get(handledKey(name))
  const read = text === undefined ? undefined : parseHandled(text)
  return read?.ok === true ? read.value : undefined
}

function write(own: Databag, name: string, note: Handled): void {
  put(own, handledKey(name), serializeHandled(note))
}
