import { ANSWER_RECORD } from "../schema/answer-record.ts"
import { CAPABILITIES } from "../schema/capabilities.ts"
import { DETAILS } from "../schema/details.ts"
import { HEALTH } from "../schema/health.ts"
import { HEALTH_CHECK } from "../schema/health-check.ts"
import { OPTIONS } from "../schema/options.ts"
import { REQUEST } from "../schema/request.ts"
import { DRAIN, SECRETS } from "../schema/request-extensions.ts"
import { RESPONSE } from "../schema/response.ts"
import type { Extension } from "../wire/extensions/supported-extensions.ts"

/** The documents with a JSON Schema file of their own. Others are part of these. */
export const DOCUMENTS = [
  REQUEST,
  RESPONSE,
  ANSWER_RECORD,
  HEALTH_CHECK,
  CAPABILITIES,
  DETAILS,
  HEALTH,
  DRAIN,
  SECRETS,
  OPTIONS,
] as const

/** The document under `extensions` in both application databags, a list. */
export interface ListDocument {
  readonly name: "extensions"
  readonly means: string
  readonly of: readonly string[]
}

const NAMES: Readonly<Record<Extension, true>> = {
  details: true,
  drain: true,
  health: true,
  options: true,
  secrets: true,
}

export const EXTENSIONS: ListDocument = {
  name: "extensions",
  means: "The extensions that a side supports, under the key extensions of its application databag.",
  of: Object.keys(NAMES),
}
