import { type CanonicalValue, canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { md5 } from "../md5.ts"
import { DocumentReader, readBoolean, readDocument, readObject, readString } from "./document-reader.ts"
import { buildRequest, hashRequest, requestFields, requestText, type WireRequest } from "./request.ts"

/**
 * What a provider notes under its own key `handled_<name>` beside a response, so that every later leader knows it.
 * Peers do not read it.
 */
export interface Handled {
  readonly id: string
  /** Hash of the request as it was answered: with the backends that were filled in. */
  readonly fingerprint: string
  /** As it was answered, without the private key. */
  readonly request: WireRequest
  /** The response was taken back; the request counts as answered until it changes. */
  readonly revoked: boolean
}

/**
 * What tells whether a request is still the one that was answered.
 * @param request with the backends filled in
 * @param extensions canonical text of what the consumer says beside the request; empty if nothing
 */
export function fingerprintOf(request: WireRequest, extensions: string): string {
  return extensions === "" ? hashRequest(request) : md5(`${requestText(request)}\n${extensions}`)
}

/**
 * The note that a request has been handled, one way or the other.
 * @param request with the backends filled in
 */
export function handledFor(request: WireRequest, revoked: boolean, extensions = ""): Handled {
  return {
    id: request.id,
    fingerprint: fingerprintOf(request, extensions),
    request: { ...request, tls_key: null },
    revoked,
  }
}

/** Reads our own note. Never throws: a note that cannot be read is as good as none. */
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

/** The note as it goes into the databag. */
export function serializeHandled({ id, fingerprint, request, revoked }: Handled): string {
  const note: Record<string, CanonicalValue> = { id, fingerprint, request: requestFields(request) }
  if (revoked) note.revoked = true
  return canonicalJson(note)
}
