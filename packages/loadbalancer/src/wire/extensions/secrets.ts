import { SECRETS, type WireSecrets } from "../../schema/request-extensions.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"

/** Key of the secret's content that holds the private key. */
export const TLS_KEY_IN_SECRET = "tls-key"
/** Key of the secret's content that names the request which the private key is for. */
export const BOUND_TO_IN_SECRET = "bound-to"

/** The request that a private key is for, with its owner. */
export interface RequestOrigin {
  /** UUID of the requirer's model; on the provider's side, of the provider's model. */
  readonly modelUuid: string
  /** The requirer's application, by the name that this side knows. */
  readonly application: string
  readonly requestId: string
}

/** The name that Juju gives to a remote application of another model (Juju: `apiserver/common/crossmodel`). */
const CROSS_MODEL_NAME = /^remote-[0-9a-f]{32}$/

/** Formats the value of `bound-to`, which the requirer writes into the secret together with the private key. */
export function boundTo({ modelUuid, application, requestId }: RequestOrigin): string {
  return `${modelUuid} ${application} ${requestId}`
}

/**
 * Whether a secret's `bound-to` names this request. For a requirer in another model, Juju tells the provider neither the application's
 * name nor, before 3.6, the model: then only the request's id must match, and the model must not be the provider's own.
 */
export function isBoundTo(text: string | undefined, origin: RequestOrigin): boolean {
  if (text === undefined || !CROSS_MODEL_NAME.test(origin.application)) return text === boundTo(origin)
  const [modelUuid = "", application = "", ...requestId] = text.split(" ")
  return modelUuid !== origin.modelUuid && application !== "" && requestId.join(" ") === origin.requestId
}

/** Parses a secrets document. Never throws. */
export function parseSecrets(text: string): ReadResult<WireSecrets> {
  return parseDocument(SECRETS, text)
}

/** Serialises a secrets document. */
export function serializeSecrets(value: WireSecrets): string {
  return documentText(SECRETS, value)
}
