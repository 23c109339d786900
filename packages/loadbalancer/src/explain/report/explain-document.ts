import { parseHandled, parseHealthCheck, type ReadResult } from "../../wire.ts"
import { HANDLED, HEALTH_CHECK } from "../documents/documents.ts"
import type { DocumentDescription } from "../documents/field.ts"
import type { DocumentKind } from "../input/recognise.ts"
import { answerOf } from "./answer.ts"
import { askedOf } from "./asked.ts"
import { NOWHERE } from "./finding.ts"
import { issueFindings } from "./issue-findings.ts"
import { readRequest } from "./read-request.ts"
import { readResponse } from "./read-response.ts"
import type { DocumentReport, Finding } from "./report.ts"

/** Explains the text of one document that was given alone. */
export function explainDocument(text: string, as: DocumentKind): DocumentReport {
  if (as === "request") {
    const { value, findings } = readRequest(text, NOWHERE, undefined)
    return { as, asked: value === undefined ? null : askedOf(value, undefined), answer: null, findings }
  }
  if (as === "response") {
    const { value, findings } = readResponse(text, NOWHERE)
    const answer = value === undefined ? null : answerOf(value, { current: null, acknowledged: null })
    return { as, asked: null, answer, findings }
  }
  if (as === "handled") {
    const read = parseHandled(text)
    const asked = read.ok ? askedOf(read.value.request, undefined, true) : null
    return { as, asked, answer: null, findings: otherFindings(HANDLED, read) }
  }
  return { as, asked: null, answer: null, findings: otherFindings(HEALTH_CHECK, parseHealthCheck(text)) }
}

function otherFindings(document: DocumentDescription, read: ReadResult<object>): readonly Finding[] {
  const [issues, code] = read.ok ? [read.warnings, "unknown-field"] : [read.issues, "unreadable"]
  return issueFindings(document, NOWHERE, issues, { severity: "wrong", code, advice: "" })
}
