import type { Texts } from "../../engine/documents.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH_CHECK } from "../../schema/health-check.ts"
import { REQUEST } from "../../schema/request.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import { RESPONSE } from "../../schema/response.ts"
import { type RequestExtensions, readRequestExtensions } from "../../wire/extensions/request-extensions.ts"
import {
  EXTENSIONS_KEY,
  hashRequest,
  parseExtensions,
  parsePythonJson,
  parseResponse,
  responseKey,
  type SecretRevision,
  type WireCapabilities,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import type { DocumentKind } from "../input/recognise.ts"
import { type Form, readForm } from "./fields.ts"
import { type Finding, finding, NOWHERE, type Place } from "./finding.ts"
import {
  type DetailsSummary,
  detailsSummary,
  type RequestSummary,
  type ResponseSummary,
  requestSummary,
  responseSummary,
} from "./summary.ts"

export interface RequestForm extends Form<WireRequest> {
  /** Undefined if they cannot be read. */
  readonly extensions: RequestExtensions | undefined
}

/**
 * Reads a request and says what can be said of it alone.
 * @param name in the key; undefined for a request that was given alone
 * @param bag with the request's extensions
 */
export function readRequest(text: string, place: Place, name?: string, bag?: Texts): RequestForm {
  const form = readForm(REQUEST, text, place)
  if (form.value === undefined) return { ...form, extensions: undefined }
  const { name: inside, sent_hash: sent, tls_termination, tls_cert, tls_key } = form.value
  const read = name !== undefined && bag !== undefined && readRequestExtensions(bag, name, form.value)
  const extensions = !read || "issues" in read ? undefined : read
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
  const hasKey = tls_key !== null || extensions?.tlsKey !== undefined
  if (tls_termination && (tls_cert === null || !hasKey)) {
    const missing = tls_cert === null ? (hasKey ? "certificate" : "certificate and key") : "key"
    found.push(finding("termination-without-material", place, { missing }, ["tls_termination"]))
  }
  return { ...form, findings: [...form.findings, ...found], extensions }
}

/** Reads a response and says what can be said of it alone. */
export function readResponse(text: string, place: Place): Form<WireResponse> {
  const form = readForm(RESPONSE, text, place, parseResponse(text))
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

export type DocumentReport = ReturnType<typeof explainDocument>

/** Explains the text of one document that was given alone. */
export function explainDocument(text: string, as: DocumentKind) {
  return { as, ...NOTHING, ...READERS[as](text) }
}

interface Content {
  readonly asked: RequestSummary | null
  readonly answer: ResponseSummary | null
  readonly capabilities: WireCapabilities | null
  readonly details: DetailsSummary | null
  readonly drainUntil: string | null
  /** Where the private key is. */
  readonly secret: SecretRevision | null
  readonly extensions: readonly string[] | null
}

const NOTHING: Content = {
  asked: null,
  answer: null,
  capabilities: null,
  details: null,
  drainUntil: null,
  secret: null,
  extensions: null,
}

type Read = Partial<Content> & { readonly findings: readonly Finding[] }

const READERS: Readonly<Record<DocumentKind, (text: string) => Read>> = {
  request: (text) => show(readRequest(text, NOWHERE), (value) => ({ asked: requestSummary(value) })),
  response: (text) => show(readResponse(text, NOWHERE), (value) => ({ answer: responseSummary(value) })),
  handled: (text) =>
    show(readForm(ANSWER_RECORD, text, NOWHERE), ({ request }) => ({
      asked: requestSummary(request, { fromNote: true }),
    })),
  "health-check": (text) => show(readForm(HEALTH_CHECK, text, NOWHERE), () => ({})),
  capabilities: (text) => show(readForm(CAPABILITIES, text, NOWHERE), (capabilities) => ({ capabilities })),
  details: (text) => show(readForm(DETAILS, text, NOWHERE), (value) => ({ details: detailsSummary(value) })),
  drain: (text) => show(readForm(DRAIN, text, NOWHERE), ({ until }) => ({ drainUntil: until })),
  secrets: (text) => show(readForm(SECRETS, text, NOWHERE), ({ tls_key }) => ({ secret: tls_key })),
  extensions: (text) => {
    const extensions = extensionsIn(new Map([[EXTENSIONS_KEY, text]]))
    return { extensions, findings: extensions === null ? [finding("unreadable", NOWHERE)] : [] }
  },
}

function show<T>({ value, findings }: Form<T>, content: (value: T) => Partial<Content>): Read {
  return { ...(value === undefined ? {} : content(value)), findings }
}
