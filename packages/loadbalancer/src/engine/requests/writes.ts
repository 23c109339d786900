import type { Databag } from "@charmkit/ops"
import { type Capabilities, toWireCapabilities } from "../../interface/capabilities.ts"
import type { Response } from "../../interface/response.ts"
import { shorten } from "../../interface/text.ts"
import { LONGEST } from "../../schema/vocabulary.ts"
import { utcText } from "../../wire/extensions/utc-time.ts"
import {
  type AnswerRecord,
  answerRecordKey,
  CAPABILITIES_KEY,
  canonicalDetails,
  detailsKey,
  type Extension,
  formatIssues,
  healthKey,
  type Issue,
  parseRequest,
  REQUEST_FIELDS,
  responseKey,
  serializeAnswerRecord,
  serializeCapabilities,
  serializeResponse,
  type WireDetails,
} from "../../wire.ts"
import { announce } from "../bags.ts"
import { NO_FINGERPRINT, type OwnAnswers, REFUSAL } from "./own-answers.ts"
import type { RequestsSnapshot } from "./snapshot.ts"
import type { KnownRequest, UnusableRequest } from "./usable-request.ts"

/*
 * What the provider's leader writes into its own application databag. Writing an unchanged document is cheap, because the framework
 * commits only differences.
 */

/** What a provider announces to every requirer. */
export interface SelfDescription {
  /** `unknown`: the charm's function threw in this hook. */
  readonly capabilities: Capabilities | "unknown" | undefined
  /** Extensions of requests, except for private keys in secrets. */
  readonly reads: readonly Extension[]
}

/**
 * Writes version, extensions and capabilities of this provider.
 * @param secrets whether it can read private keys from Juju secrets
 * @throws ValidationError if the capabilities are invalid
 */
export function writeSelf(own: Databag, secrets: boolean, { capabilities, reads }: SelfDescription): void {
  announce(own, ["details", ...reads, ...(secrets ? (["secrets"] as const) : [])])
  if (capabilities === undefined) own.delete(CAPABILITIES_KEY)
  else if (capabilities !== "unknown")
    own.set(CAPABILITIES_KEY, serializeCapabilities(toWireCapabilities(capabilities)))
}

/**
 * Writes a response with its details and the answer record.
 * @throws ValidationError if the response is incomplete; nothing is written then
 */
export function writeAnswer(
  own: Databag,
  request: KnownRequest,
  response: Response,
  { withDetails }: { readonly withDetails: boolean },
): void {
  const { name, wire, extensions } = request
  const text = serializeResponse(response.toDraft(wire.sent_hash))
  const details = withDetails ? response.toDetailsText(wire.sent_hash, extensions.drainUntil) : undefined
  own.update({ [responseKey(name)]: text, [detailsKey(name)]: details ?? "" })
  if (response.error !== null) own.delete(healthKey(name))
  writeRecord(own, request)
}

/** Writes to the details whether a request is drained, without a change of the response. */
export function writeDrained(
  own: Databag,
  answers: OwnAnswers,
  request: KnownRequest,
  drained: boolean,
): void {
  const { name, wire, extensions } = request
  const { sent_hash: received_hash } = wire
  const over = drained && extensions.drainUntil !== undefined ? utcText(extensions.drainUntil) : null
  const previous = answers.details(name, received_hash)
  if (over !== null || (previous?.drained ?? null) !== null)
    own.set(
      detailsKey(name),
      canonicalDetails({ ...(previous ?? nothingSaid(received_hash)), drained: over }),
    )
  writeRecord(own, request)
}

function nothingSaid(received_hash: string | null): WireDetails {
  return { received_hash, addresses: [], ports: {}, fields: {}, error_paths: {}, drained: null }
}

/**
 * Writes the answer record, which is the only source from which the next leader learns which request was answered. It has no default
 * backends, so that it changes only with the request.
 */
export function writeRecord(own: Databag, request: KnownRequest): void {
  own.set(answerRecordKey(request.name), serializeAnswerRecord(recordOf(request)))
}

/** Writes an answer record that makes a request count as changed since its response, for this and every later leader. */
export function deferRecord(own: Databag, answers: OwnAnswers, request: KnownRequest): void {
  const record = answers.record(request.name) ?? recordOf(request)
  own.set(answerRecordKey(request.name), serializeAnswerRecord({ ...record, fingerprint: NO_FINGERPRINT }))
}

function recordOf({ wire, fingerprint }: KnownRequest): AnswerRecord {
  return { id: wire.id, fingerprint, request: { ...wire, tls_key: null }, revoked: false }
}

/** Revokes a response, or settles a removal. Deletes all documents of the name, so that a request that still exists becomes new. */
export function removeAnswer(own: Databag, name: string): void {
  for (const keyOf of [responseKey, detailsKey, answerRecordKey, healthKey]) own.delete(keyOf(name))
}

/** Deletes documents that belong to no request and prove no load balancer. */
export function removeLeftovers(own: Databag, answers: OwnAnswers, requests: RequestsSnapshot): void {
  const present = new Set(requests.names)
  for (const name of answers.names) if (!present.has(name) && !answers.isAnswer(name)) removeAnswer(own, name)
}

/**
 * Responds to an unusable request with `unsupported` and the reasons. The answer record of an earlier version of the request is kept, but
 * without its fingerprint: the request becomes new as soon as it is usable again, whatever its hash.
 * @param text the request document as it is in the databag
 */
export function refuseUnusable(
  own: Databag,
  answers: OwnAnswers,
  { name, issues }: UnusableRequest,
  text: string,
): void {
  // Keep the response: without an answer record it is the only evidence that a load balancer exists and must be removed.
  if (answers.isForeign(name)) return
  // The requirer chooses the name without a limit, and a very long key might not fit into the own databag.
  if (name.length > 1000) return
  const read = parseRequest(text)
  const sentHash = read.ok ? read.value.sent_hash : (read.remains.sent_hash ?? null)
  const response = {
    address: null,
    error: "unsupported",
    error_message: shorten(REFUSAL + formatIssues(issues)),
    error_fields: wordsByField(issues),
    received_hash: sentHash !== null && sentHash.length > LONGEST.name ? null : sentHash,
  }
  own.update({
    [responseKey(name)]: serializeResponse(response),
    [detailsKey(name)]: "",
    [healthKey(name)]: "",
  })
  const record = answers.record(name)
  if (record !== undefined)
    own.set(answerRecordKey(name), serializeAnswerRecord({ ...record, fingerprint: NO_FINGERPRINT }))
}

function wordsByField(issues: readonly Issue[]): Readonly<Record<string, string>> {
  const fields = new Map<string, string>()
  for (const { path, message } of issues) {
    const [field = "", ...rest] = path
    if (!REQUEST_FIELDS.some((one) => one === field)) continue
    const words = rest.length === 0 ? message : `${rest.join(".")}: ${message}`
    fields.set(field, fields.has(field) ? `${fields.get(field)}; ${words}` : words)
  }
  return Object.fromEntries([...fields].map(([field, words]) => [field, shorten(words)]))
}
