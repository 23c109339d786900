import { readDetails } from "../../wire/extensions/details.ts"
import {
  type AnswerRecord,
  answerRecordKey,
  answerRecordNames,
  detailsKey,
  fingerprintOf,
  parseAnswerRecord,
  parseResponse,
  type ReadResult,
  responseKey,
  responseNames,
  type WireDetails,
  type WireResponse,
} from "../../wire.ts"
import { type Reader, readable, reader, type Texts } from "../documents.ts"
import type { KnownRequest } from "./usable-request.ts"

/** Prefix of the error message in refusals that the library writes by itself. */
export const REFUSAL = "The request cannot be used: "

/** The fingerprint of no request: a record with it makes the request count as changed since its response. */
export const NO_FINGERPRINT = ""

/**
 * The documents in the provider's own application databag of one relation: responses, details and answer records. Writes of this hook are
 * visible. An unreadable response counts as none.
 */
export class OwnAnswers {
  readonly #own: Texts
  readonly #responses: Reader<ReadResult<WireResponse>>
  readonly #records: Reader<ReadResult<AnswerRecord>>

  constructor(own: Texts) {
    this.#own = own
    this.#responses = reader(own, responseKey, parseResponse)
    this.#records = reader(own, answerRecordKey, parseAnswerRecord)
  }

  /** Names that have a response or an answer record, readable or not. */
  get names(): readonly string[] {
    const keys = this.#own.keys()
    return [...new Set([...responseNames(keys), ...answerRecordNames(keys)])].sort()
  }

  /** Returns whether there is a response or an answer record, readable or not. */
  has(name: string): boolean {
    return (
      this.#own.get(responseKey(name)) !== undefined || this.#own.get(answerRecordKey(name)) !== undefined
    )
  }

  response(name: string): WireResponse | undefined {
    return readable(this.#responses(name))
  }

  /** Returns the answer record. Version 0.1.0 kept the records of revoked responses; those count as none. */
  record(name: string): AnswerRecord | undefined {
    const record = readable(this.#records(name))
    return record?.revoked === true ? undefined : record
  }

  details(name: string, receivedHash: string | null): WireDetails | undefined {
    return readDetails(this.#own.get(detailsKey(name)), receivedHash)
  }

  /** Returns whether the response has an address and is current. */
  hasAddress(name: string, sentHash: string | null): boolean {
    const response = this.response(name)
    return response?.error === null && sentHash !== null && response.received_hash === sentHash
  }

  /** Returns whether there is only the library's own refusal: nothing has to be cleaned up when the request is removed. */
  isOnlyRefused(name: string): boolean {
    if (this.record(name) !== undefined) return false
    return this.response(name)?.error_message?.startsWith(REFUSAL) === true
  }

  /** Returns whether another library has written the response, which therefore has no answer record. */
  isForeign(name: string): boolean {
    return this.response(name) !== undefined && this.record(name) === undefined && !this.isOnlyRefused(name)
  }

  /** Returns whether neither response nor answer record can be read: there is no evidence of a load balancer. */
  isUnreadable(name: string): boolean {
    return this.response(name) === undefined && this.record(name) === undefined
  }

  /** Returns whether a load balancer may exist for a request of this name, so that its removal has to be reported. */
  isAnswer(name: string): boolean {
    return !this.isOnlyRefused(name) && !this.isUnreadable(name)
  }

  /**
   * Returns whether the response answers the request as the requirer has sent it. The databag does not record the default backends that were
   * used, except in answer records of version 0.1.0.
   */
  isAnswered({ name, wire, extensions, fingerprint }: KnownRequest, backends: readonly string[]): Answered {
    const response = this.response(name)
    // The library's own refusal answered an unusable document; this request is usable.
    if (response === undefined || response.received_hash !== wire.sent_hash || this.isOnlyRefused(name))
      return "no"
    const record = this.record(name)
    // Without an answer record only the hash shows whether the response is current; a missing hash proves nothing.
    if (record === undefined) return wire.sent_hash === null ? "no" : "with-backends"
    if (record.fingerprint === fingerprint) return "yes"
    if (record.fingerprint === NO_FINGERPRINT) return "no"
    return record.fingerprint === fingerprintOf({ ...wire, backends }, extensions.text)
      ? "with-backends"
      : "no"
  }
}

/** `with-backends`: the response is also known to be for these default backends. */
export type Answered = "no" | "yes" | "with-backends"
