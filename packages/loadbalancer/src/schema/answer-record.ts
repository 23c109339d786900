import { boolean, nested, optional, required, sparse } from "./builders.ts"
import { REQUEST, type WireRequest } from "./request.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { anyText, md5Text } from "./vocabulary.ts"

/** The document under `handled_<name>` in the provider's own application databag. */
export const ANSWER_RECORD = {
  name: "handled",
  title: "The answer record",
  fields: {
    id: required(anyText),
    fingerprint: required(md5Text),
    request: required({ ...nested<WireRequest>(REQUEST), passedOn: true }),
    revoked: sparse(optional(boolean, false)),
  },
} as const satisfies Schema

/**
 * The answer record under `handled_<name>` in the provider's own databag: which request a response answers. A later leader of the
 * provider needs it; requirers ignore it.
 */
export interface AnswerRecord extends ValueOf<typeof ANSWER_RECORD> {}
