import type { Model, Relation } from "@charmkit/ops"
import { identityOf } from "../../interface/identity.ts"
import { ReceivedRequest, type RemovedRequest } from "../../interface/received-request.ts"
import { ReceivedResponse } from "../../interface/received-response.ts"
import { fingerprintOf } from "../../wire.ts"
import { readTlsKey, type TlsKeyRead } from "../tls-key.ts"
import type { DefaultBackends } from "./default-backends.ts"
import type { OwnAnswers } from "./own-answers.ts"
import type { KnownRequest } from "./usable-request.ts"

/** A request with the object whose response the charm's author fills in. The object is created on first access. */
export interface Entry {
  readonly known: KnownRequest
  readonly backends: readonly string[]
  readonly request: ReceivedRequest
  readonly readKey: (() => TlsKeyRead) | undefined
}

/**
 * The objects that the charm's author gets for requests. A request keeps its object for as long as it does not change, because the author
 * fills in the response on that object.
 */
export class RequestObjects {
  readonly #model: Model
  readonly #relation: Relation
  readonly #backends: DefaultBackends
  readonly #entries = new Map<string, Entry>()

  constructor(model: Model, relation: Relation, backends: DefaultBackends) {
    this.#model = model
    this.#relation = relation
    this.#backends = backends
  }

  of(known: KnownRequest, answers: OwnAnswers | undefined): Entry {
    const { name, wire, extensions } = known
    const before = this.#entries.get(name)
    const backends = wire.backends.length > 0 ? wire.backends : this.#backends.addresses
    if (before?.known === known && before.backends === backends) return before
    const { tlsKey, drainUntil } = extensions
    // Each read of a secret runs a hook tool.
    const readKey =
      tlsKey === undefined ? undefined : once(() => readTlsKey(this.#model, this.#relation, wire.id, tlsKey))
    const make = once(() => {
      const filled = { ...wire, backends }
      return new ReceivedRequest(this.#relation, name, filled, {
        identity: this.#identityOf(name),
        fingerprint: fingerprintOf(filled, extensions.text),
        previousResponse: previousResponse(known, answers),
        drainUntil,
        ...(readKey === undefined ? {} : { readTlsKey: () => readKey().key }),
      })
    })
    const entry: Entry = {
      known,
      backends,
      readKey,
      get request() {
        return make()
      },
    }
    this.#entries.set(name, entry)
    return entry
  }

  removed(answers: OwnAnswers, name: string): RemovedRequest {
    const relation = this.#relation
    const record = answers.record(name)
    const identity = this.#identityOf(name)
    const lastKnown =
      record === undefined
        ? undefined
        : new ReceivedRequest(relation, name, record.request, { identity, fingerprint: record.fingerprint })
    return { relation, name, identity, id: record?.id, lastKnown }
  }

  #identityOf(name: string): string {
    return identityOf(this.#model, this.#relation.name, this.#relation.id, name)
  }
}

function previousResponse(
  { name, wire: { sent_hash } }: KnownRequest,
  answers: OwnAnswers | undefined,
): ReceivedResponse | undefined {
  const response = answers?.response(name)
  if (answers === undefined || response === undefined) return undefined
  const current = sent_hash !== null && response.received_hash === sent_hash
  const details = answers.details(name, response.received_hash)
  return new ReceivedResponse(name, response, current ? "current" : "stale", details)
}

/** Returns a function that calls `read` once and returns its result from then on. */
function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined
  return () => {
    value ??= { of: read() }
    return value.of
  }
}
