import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import type { AnswerRecord, WireDetails, WireResponse } from "../../wire.ts"
import type { ReadRequest } from "./read-request.ts"

/** All that both databags say under one name. */
export interface Exchange {
  readonly name: string
  /** Undefined: there is no such key, or the databag is not shown. */
  readonly request: ReadRequest | undefined
  readonly responseText: string | undefined
  /** Undefined too if it cannot be read. */
  readonly response: WireResponse | undefined
  /** What counts of what the provider says beside the response. */
  readonly details: WireDetails | undefined
  /** What counts of what the consumer says beside the request. */
  readonly beside: RequestExtensions | undefined
  readonly note: AnswerRecord | undefined
  readonly acked: string | undefined
  /** Whether the default backends, or anything else, differ from when it was answered; undefined if that cannot be told. */
  readonly changedSince: boolean | undefined
}
