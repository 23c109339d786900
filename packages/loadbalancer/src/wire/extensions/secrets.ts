import { canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { DocumentReader, readDocument, readInteger, readObject, readString } from "../v1/document-reader.ts"

/** A revision of a Juju secret that the requirer has granted to the provider's application. */
export interface SecretRevision {
  /** `secret:…` */
  readonly id: string
  /** Increases when the content changes, so that the databag changes and the provider gets a hook. */
  readonly revision: number
}

/** The document under `secrets_<name>`, which the requirer writes for a request whose `tls_key` is null. */
export interface WireSecrets {
  /** The `sent_hash` of the request; with another hash the document is stale. */
  readonly sent_hash: string
  /** The secret whose content has the private key under `tls-key`. */
  readonly tls_key: SecretRevision
}

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

/** An xid of 20 characters, with or without the UUID of the owning model (Juju 3.6: `core/secrets`, `ParseURI`). */
const SECRET_ID = /^secret:(?:(?:\/\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/)?[0-9a-v]{20}$/

/** Parses a secrets document. Never throws. */
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

/** Serialises a secrets document. */
export function serializeSecrets({ sent_hash, tls_key: { id, revision } }: WireSecrets): string {
  return canonicalJson({ sent_hash, tls_key: { id, revision } })
}
