import type { Texts } from "../../engine/documents.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH_CHECK } from "../../schema/health-check.ts"
import { REQUEST } from "../../schema/request.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import { RESPONSE } from "../../schema/response.ts"
import {
  EXTENSIONS_KEY,
  hashRequest,
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseExtensions,
  parseHealthCheck,
  parsePythonJson,
  parseRequest,
  parseResponse,
  parseSecrets,
  responseKey,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import type { DocumentKind } from "../input/recognise.ts"
import { type Form, readForm } from "./fields.ts"
import { type Finding, finding, NOWHERE, type Place } from "./finding.ts"
import type { DocumentReport } from "./report.ts"
import { detailsSummary, requestSummary, responseSummary } from "./summary.ts"

/**
 * Reads a request and says what can be said of it alone.
 * @param name in the key; undefined for a request that was given alone
 * @param hasSecret whether a Juju secret has its private key
 */
export function readRequest(
  text: string,
  place: Place,
  name: string | undefined,
  hasSecret: (request: WireRequest) => boolean = () => false,
): Form<WireRequest> {
  const form = readForm(REQUEST, text, place, parseRequest)
  if (form.value === undefined) return form
  const { name: inside, sent_hash: sent, tls_termination, tls_cert, tls_key } = form.value
  const found: Finding[] = []
  if (name !== undefined && inside !== name) {
    const values = {
      name: JSON.stringify(name),
      inside: JSON.stringify(inside),
      answered: responseKey(inside),
    }
    found.push(finding("name-differs", place, values, ["name"]))
  }
  const hash = hashRequest({ ...form.value, sent_hash: null })
  if (sent === null) found.push(finding("no-hash", place, {}, ["sent_hash"]))
  else if (sent !== hash) found.push(finding("hash-of-another-text", place, { hash }, ["sent_hash"]))
  if (tls_key !== null) found.push(finding("private-key", place, {}, ["tls_key"]))
  const hasKey = tls_key !== null || hasSecret(form.value)
  if (tls_termination && (tls_cert === null || !hasKey)) {
    const missing = tls_cert === null ? (hasKey ? "certificate" : "certificate and key") : "key"
    found.push(finding("termination-without-material", place, { missing }, ["tls_termination"]))
  }
  return { ...form, findings: [...form.findings, ...found] }
}

/** Reads a response and says what can be said of it alone. */
export function readResponse(text: string, place: Place): Form<WireResponse> {
  const form = readForm(RESPONSE, text, place, parseResponse)
  if (form.value === undefined) return form
  const found: Finding[] = []
  const json = parsePythonJson(text)
  if (json.ok && json.value instanceof Map && json.value.get("error") === "provider error")
    found.push(finding("error-by-display-text", place, {}, ["error"]))
  if (form.value.error !== null && form.value.address !== null)
    found.push(finding("error-and-address", place, {}, ["address"]))
  return { ...form, findings: [...form.findings, ...found] }
}

/** Returns the extensions that a side supports; null if it lists none that can be read, or is not shown. */
export function extensionsIn(bag: Pick<Texts, "get"> | undefined): readonly string[] | null {
  const text = bag?.get(EXTENSIONS_KEY)
  const json = text === undefined ? undefined : parsePythonJson(text)
  return json?.ok === true && Array.isArray(json.value) ? [...parseExtensions(text)].sort() : null
}

type Content = Partial<Omit<DocumentReport, "as">>

const READERS: Readonly<Record<DocumentKind, (text: string) => Content>> = {
  request: (text) =>
    content(readRequest(text, NOWHERE, undefined), (value) => ({ asked: requestSummary(value) })),
  response: (text) => content(readResponse(text, NOWHERE), (value) => ({ answer: responseSummary(value) })),
  handled: (text) =>
    content(readForm(ANSWER_RECORD, text, NOWHERE, parseAnswerRecord), ({ request }) => ({
      asked: requestSummary(request, { fromNote: true }),
    })),
  "health-check": (text) => content(readForm(HEALTH_CHECK, text, NOWHERE, parseHealthCheck), () => ({})),
  capabilities: (text) =>
    content(readForm(CAPABILITIES, text, NOWHERE, parseCapabilities), (capabilities) => ({ capabilities })),
  details: (text) =>
    content(readForm(DETAILS, text, NOWHERE, parseDetails), (value) => ({ details: detailsSummary(value) })),
  drain: (text) =>
    content(readForm(DRAIN, text, NOWHERE, parseDrain), ({ until }) => ({ drainUntil: until })),
  secrets: (text) =>
    content(readForm(SECRETS, text, NOWHERE, parseSecrets), ({ tls_key: secret }) => ({ secret })),
  extensions: (text) => {
    const extensions = extensionsIn(new Map([[EXTENSIONS_KEY, text]]))
    return { extensions, findings: extensions === null ? [finding("unreadable", NOWHERE)] : [] }
  },
}

function content<T>({ value, findings }: Form<T>, show: (value: T) => Content): Content {
  return { ...(value === undefined ? {} : show(value)), findings }
}

/** Explains the text of one document that was given alone. */
export function explainDocument(text: string, as: DocumentKind): DocumentReport {
  return {
    as,
    asked: null,
    answer: null,
    capabilities: null,
    details: null,
    drainUntil: null,
    secret: null,
    extensions: null,
    findings: [],
    ...READERS[as](text),
  }
}
