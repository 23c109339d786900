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
        if (id !== undefined && !/^secret:[A-Za-z0-9/-]+$/.test(id))
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
