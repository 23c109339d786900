import { canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { DocumentReader, readDocument, readInteger, readObject, readString } from "../v1/document-reader.ts"

/** A revision of a Juju secret that the provider's application has been granted. */
export interface SecretRevision {
  /** `secret:…` */
  readonly id: string
  /** Goes up when the content changes, so that the provider notices. */
  readonly revision: number
}

/** What a consumer writes under `secrets_<name>`, beside a request whose `tls_key` is null. */
export interface WireSecrets {
  /** That of the request; with another one this is out of date. */
  readonly sent_hash: string
  /** Where the private key is, under `tls-key` in the secret's content. */
  readonly tls_key: SecretRevision
}

/** The key in the secret's content. */
export const TLS_KEY_IN_SECRET = "tls-key"
/** The key in the secret's content under which it says for which request it is. */
export const BOUND_TO_IN_SECRET = "bound-to"

/** The request that a private key is for, and whose it is. */
export interface RequestOrigin {
  /** Of the model that the consumer is in; to a provider, of its own model. */
  readonly modelUuid: string
  /** The consumer, as its own side or the provider's side calls it. */
  readonly application: string
  readonly requestId: string
}

/** Juju's name for an application of another model (`apiserver/common/crossmodel`). */
const OF_ANOTHER_MODEL = /^remote-[0-9a-f]{32}$/

/** What a consumer puts into the secret beside the private key. */
export function boundTo({ modelUuid, application, requestId }: RequestOrigin): string {
  return `${modelUuid} ${application} ${requestId}`
}

/**
 * Whether a secret's content was made for this request. A provider does not learn the true name of a consumer of another model, nor, before
 * Juju 3.6, of which: then only the request's id has to fit, and the model must not be its own.
 */
export function isBoundTo(text: string | undefined, origin: RequestOrigin): boolean {
  if (text === undefined || !OF_ANOTHER_MODEL.test(origin.application)) return text === boundTo(origin)
  const [modelUuid = "", application = "", ...requestId] = text.split(" ")
  return modelUuid !== origin.modelUuid && application !== "" && requestId.join(" ") === origin.requestId
}

/** The 20 characters of an xid, alone or after the UUID of the model that has it (Juju 3.6: `core/secrets`, `ParseURI`). */
const SECRET_ID = /^secret:(?:(?:\/\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/)?[0-9a-v]{20}$/

/** Never throws. */
export function parseSecrets(text: string): ReadResult<WireSecrets> {
  return readDocument(text, (fields, report) => {
    const outer = new DocumentReader(fields, [], report)
    const sentHash = outer.required("sent_hash", readString)
    const tlsKey = outer.required(
      "tls_key",
      readObject((members, path, inner) => {
        const reader = new DocumentReader(members, path, inner)
        const id = reader.required("id", readString)
        const revision = reader.required("revision", readInteger)
        reader.warnOfUnknownFields()
        if (id !== undefined && !SECRET_ID.test(id))
          inner.issues.push({ path: [...path, "id"], message: "Not the id of a secret." })
        return id === undefined || revision === undefined ? undefined : { id, revision }
      }),
    )
    outer.warnOfUnknownFields()
    if (sentHash === undefined || tlsKey === undefined) return undefined
    return { sent_hash: sentHash, tls_key: tlsKey }
  })
}

/** Where the private key of a request is, as it goes into the databag. */
export function serializeSecrets({ sent_hash, tls_key: { id, revision } }: WireSecrets): string {
  return canonicalJson({ sent_hash, tls_key: { id, revision } })
}
