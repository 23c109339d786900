import { ANSWER_RECORD, type AnswerRecord } from "../../schema/answer-record.ts"
import type { WireRequest } from "../../schema/request.ts"
import type { ReadResult } from "../issue.ts"
import { md5 } from "../md5.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"
import { hashRequest, requestText } from "./request.ts"

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
export function answerRecordFor(request: WireRequest, revoked: boolean, extensions = ""): AnswerRecord {
  return {
    id: request.id,
    fingerprint: fingerprintOf(request, extensions),
    request: { ...request, tls_key: null },
    revoked,
  }
}

/** Parses an answer record. Never throws; callers treat an unreadable record as missing. */
export function parseAnswerRecord(text: string): ReadResult<AnswerRecord> {
  return parseDocument(ANSWER_RECORD, text)
}

/** Serialises an answer record. */
export function serializeAnswerRecord(record: AnswerRecord): string {
  return documentText(ANSWER_RECORD, record)
}
