import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { md5 } from "../md5.ts"
import { DocumentReader, readBoolean, readDocument, readObject, readString } from "./document-reader.ts"
import { buildRequest, hashRequest, requestFields, requestText, type WireRequest } from "./request.ts"

/**
 * The answer record under `handled_<name>` in the provider's own databag: which request a response answers. A later leader of the
 * provider needs it; requirers ignore it.
 */
export interface Handled {
  readonly id: string
  /** Hash of the request as it was answered, with the default backends filled in; see {@link fingerprintOf}. */
  readonly fingerprint: string
  /** The request as it was answered, without the private key. */
  readonly request: WireRequest
  /** The provider has revoked its response; the request counts as answered until it changes. */
  readonly revoked: boolean
}

/**
 * Computes the fingerprint of a request. While it is unchanged, an answered request stays answered.
 * @param request with the default backends filled in
 * @param extensions canonical text of the request's extensions; empty without any
 */
export function fingerprintOf(request: WireRequest, extensions: string): string {
  return extensions === "" ? hashRequest(request) : md5(`${requestText(request)}\n${extensions}`)
}

/**
 * Creates the answer record of a request.
 * @param request with the default backends filled in
 */
export function handledFor(request: WireRequest, revoked: boolean, extensions = ""): Handled {
  return {
    id: request.id,
    fingerprint: fingerprintOf(request, extensions),
    request: { ...request, tls_key: null },
    revoked,
  }
}

/** Parses an answer record. Never throws; callers treat an unreadable record as missing. */
export function parseHandled(text: string): ReadResult<Handled> {
  return readDocument(text, (fields, report) => {
    const reader = new DocumentReader(fields, [], report)
    const id = reader.required("id", readString)
    const fingerprint = reader.required("fingerprint", readString)
    const request = reader.required(
      "request",
      readObject((members, _path, inner) => buildRequest(members, inner)),
    )
    const revoked = reader.optional("revoked", readBoolean, false)
    reader.warnOfUnknownFields()
    if (id === undefined || fingerprint === undefined || request === undefined || revoked === undefined)
      return undefined
    return { id, fingerprint, request, revoked }
  })
}

/** Serialises an answer record. */
export function serializeHandled({ id, fingerprint, request, revoked }: Handled): string {
  const record: Record<string, CanonicalValue> = { id, fingerprint, request: requestFields(request) }
  if (revoked) record.revoked = true
  return canonicalJson(record)
}
