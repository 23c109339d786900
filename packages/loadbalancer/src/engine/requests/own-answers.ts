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

/** How a refusal begins that the library has written by itself. */
export const REFUSAL = "The request cannot be used: "

/** Of no request, so that every request counts as changed since its answer. */
export const NO_FINGERPRINT = ""

/**
 * What stands in the provider's own application databag of one relation: responses, their details and the answer records. It follows
 * what is written in this hook. A response of its own that cannot be read is no response.
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

  /** Names with a response or a record, readable or not. */
  get names(): readonly string[] {
    const keys = this.#own.keys()
    return [...new Set([...responseNames(keys), ...answerRecordNames(keys)])].sort()
  }

  /** Whether anything stands under this name, readable or not. */
  has(name: string): boolean {
    return (
      this.#own.get(responseKey(name)) !== undefined || this.#own.get(answerRecordKey(name)) !== undefined
    )
  }

  response(name: string): WireResponse | undefined {
    return readable(this.#responses(name))
  }

  /** Version 0.1.0 kept the records of revoked responses; they say no more than that there is none. */
  record(name: string): AnswerRecord | undefined {
    const record = readable(this.#records(name))
    return record?.revoked === true ? undefined : record
  }

  details(name: string, receivedHash: string | null): WireDetails | undefined {
    return readDetails(this.#own.get(detailsKey(name)), receivedHash)
  }

  /** Whether an address stands there that was given for exactly this request. */
  hasAddress(name: string, sentHash: string | null): boolean {
    const response = this.response(name)
    return response?.error === null && sentHash !== null && response.received_hash === sentHash
  }

  /** Whether nothing but the library's own refusal stands there: when its request goes, there is nothing to clean up. */
  isOnlyRefused(name: string): boolean {
    if (this.record(name) !== undefined) return false
    return this.response(name)?.error_message?.startsWith(REFUSAL) === true
  }

  /** Whether another library has answered: there is no record. */
  isForeign(name: string): boolean {
    return this.response(name) !== undefined && this.record(name) === undefined && !this.isOnlyRefused(name)
  }

  /** Whether what stands there cannot be read at all: nothing is known to have been made for it. */
  isJunk(name: string): boolean {
    return this.response(name) === undefined && this.record(name) === undefined
  }

  /** Whether something was made for a request of this name, so that its removal has to be reported. */
  isAnswer(name: string): boolean {
    return !this.isOnlyRefused(name) && !this.isJunk(name)
  }

  /**
   * Whether the response is to the request as its requirer has written it. Whether it was served with the default backends that there are
   * now is not said in the databag, except by records of version 0.1.0.
   */
  isAnswered({ name, wire, extensions, fingerprint }: KnownRequest, backends: readonly string[]): Answered {
    const response = this.response(name)
    // A refusal of the library was given to a text that could not be used, and this one can.
    if (response === undefined || response.received_hash !== wire.sent_hash || this.isOnlyRefused(name))
      return "no"
    const record = this.record(name)
    // Without a record there is only the hash to go by, and an absent hash says nothing.
    if (record === undefined) return wire.sent_hash === null ? "no" : "with-backends"
    if (record.fingerprint === fingerprint) return "yes"
    if (record.fingerprint === NO_FINGERPRINT) return "no"
    return record.fingerprint === fingerprintOf({ ...wire, backends }, extensions.text)
      ? "with-backends"
      : "no"
  }
}

/** `with-backends`: the answer is also known to be to these default backends. */
export type Answered = "no" | "yes" | "with-backends"
