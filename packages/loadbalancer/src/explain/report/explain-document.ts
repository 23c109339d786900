import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH_CHECK } from "../../schema/health-check.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import type { Schema } from "../../schema/schema.ts"
import {
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseHealthCheck,
  parseSecrets,
  type ReadResult,
} from "../../wire.ts"
import type { DocumentKind } from "../input/recognise.ts"
import { answerOf } from "./answer.ts"
import { askedOf } from "./asked.ts"
import { detailsOf } from "./beyond.ts"
import { finding, NOWHERE } from "./finding.ts"
import { issueFindings } from "./issue-findings.ts"
import { formFindings } from "./read-beyond.ts"
import { readRequest } from "./read-request.ts"
import { readResponse } from "./read-response.ts"
import { extensionsIn } from "./relation-beyond.ts"
import type { DocumentReport, Finding } from "./report.ts"

/** Explains the text of one document that was given alone. */
export function explainDocument(text: string, as: DocumentKind): DocumentReport {
  return { ...NOTHING, as, ...READERS[as](text) }
}

type Content = Partial<Omit<DocumentReport, "as">>

const NOTHING = {
  asked: null,
  answer: null,
  capabilities: null,
  details: null,
  drainUntil: null,
  secret: null,
  extensions: null,
  findings: [],
} as const

const READERS: Readonly<Record<DocumentKind, (text: string) => Content>> = {
  request: (text) => {
    const { value, findings } = readRequest(text, NOWHERE, undefined)
    return { asked: value === undefined ? null : askedOf(value, undefined), findings }
  },
  response: (text) => {
    const { value, findings } = readResponse(text, NOWHERE)
    const known = { current: null, acknowledged: null, details: null }
    return { answer: value === undefined ? null : answerOf(value, known), findings }
  },
  handled: (text) => {
    const read = parseAnswerRecord(text)
    const asked = read.ok ? askedOf(read.value.request, undefined, { fromNote: true }) : null
    return { asked, findings: otherFindings(ANSWER_RECORD, read) }
  },
  "health-check": (text) => ({ findings: otherFindings(HEALTH_CHECK, parseHealthCheck(text)) }),
  capabilities: (text) => {
    const read = parseCapabilities(text)
    return { capabilities: read.ok ? read.value : null, findings: formFindings(CAPABILITIES, NOWHERE, read) }
  },
  details: (text) => {
    const read = parseDetails(text)
    return { details: read.ok ? detailsOf(read.value) : null, findings: formFindings(DETAILS, NOWHERE, read) }
  },
  drain: (text) => {
    const read = parseDrain(text)
    return { drainUntil: read.ok ? read.value.until : null, findings: formFindings(DRAIN, NOWHERE, read) }
  },
  secrets: (text) => {
    const read = parseSecrets(text)
    return { secret: read.ok ? read.value.tls_key : null, findings: formFindings(SECRETS, NOWHERE, read) }
  },
  extensions: (text) => {
    const extensions = extensionsIn(new Map([["extensions", text]]))
    return { extensions, findings: extensions === null ? [NO_LIST] : [] }
  },
}

const NO_LIST = finding("wrong", "unreadable", NOWHERE, {
  problem: "This is no list of words.",
  meaning: "A side that writes it counts as one that understands nothing but version 1.",
})

function otherFindings(document: Schema, read: ReadResult<object>): readonly Finding[] {
  const [issues, code] = read.ok ? [read.warnings, "unknown-field"] : [read.issues, "unreadable"]
  return issueFindings(document, NOWHERE, issues, { severity: "wrong", code, advice: "" })
}
