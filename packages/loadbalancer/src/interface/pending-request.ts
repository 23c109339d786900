import type { Model } from "@charmkit/ops"
import {
  answerRecordFor,
  answerRecordKey,
  parseAnswerRecord,
  parseResponse,
  responseKey,
  serializeAnswerRecord,
  type WireRequest,
} from "../wire.ts"
import { ownBag, put } from "./bags.ts"
import type { ReceivedRequest } from "./received-request.ts"

/** Of no request, so that whatever is asked for counts as not handled. */
const NO_FINGERPRINT = ""

/**
 * Has a request count as new whatever its answer, in the note beside the answer, where every later leader finds it. A note is made if
 * there is none: something may have been made for the request already, and its removal must be reported.
 */
export function markPending(model: Model, request: ReceivedRequest): void {
  const own = ownBag(model, request.relation)
  if (own === undefined) return
  const read = parseAnswerRecord(own.get(answerRecordKey(request.name)) ?? "")
  const note = read.ok ? read.value : answerRecordFor(wireOf(request), false)
  put(own, answerRecordKey(request.name), serializeAnswerRecord({ ...note, fingerprint: NO_FINGERPRINT }))
}

/** Whether an address stands there that was given for exactly this request. */
export function hasAddress(model: Model, request: ReceivedRequest): boolean {
  const { relation, name, sentHash } = request
  const read = parseResponse(ownBag(model, relation)?.get(responseKey(name)) ?? "")
  return read.ok && read.value.error === null && sentHash !== null && read.value.received_hash === sentHash
}

function wireOf(request: ReceivedRequest): WireRequest {
  return {
    id: request.id,
    name: request.name,
    protocol: request.protocol,
    backends: request.backends,
    port_mapping: request.portMapping,
    algorithm: request.algorithm,
    sticky: request.sticky,
    health_checks: request.healthChecks.map((check) => check.toWire()),
    public: request.public,
    tls_termination: request.tlsTermination,
    tls_cert: request.tlsCert,
    // Notes never hold it, and it may have to be fetched.
    tls_key: null,
    ingress_address: request.ingressAddress,
    sent_hash: request.sentHash,
  }
}
