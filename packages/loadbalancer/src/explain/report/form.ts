import { type DocumentName, meaningOf } from "../../describe/descriptions.ts"
import { expectation } from "../../describe/words.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { REQUEST } from "../../schema/request.ts"
import { RESPONSE } from "../../schema/response.ts"
import type { Field, Schema, ValueOf } from "../../schema/schema.ts"
import { port } from "../../schema/vocabulary.ts"
import { checkDocument, hazards } from "../../wire/check.ts"
import { parseDocument } from "../../wire/read.ts"
import {
  hashRequest,
  type Issue,
  parseExtensions,
  parsePythonJson,
  parseResponse,
  type ReadResult,
  responseKey,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import { textAt } from "../input/relation.ts"
import { type Finding, type FindingName, finding, type Place } from "./finding.ts"

export type NamedSchema = Schema & { readonly name: DocumentName }

/** A document with what can be said of it alone. */
export interface Form<T> {
  /** Undefined if it cannot be read. */
  readonly value: T | undefined
  readonly findings: readonly Finding[]
}

/** Reads a document and says what can be said of it alone. */
export type Reading<T> = (text: string, place: Place) => Form<T>

/** What to do about a document that is wrong. */
const ADVICE: Readonly<Partial<Record<DocumentName, string>>> = {
  request: "The consumer's charm has to send it again with that mended.",
  response: "The provider's charm has to answer again with that mended.",
  handled: "The provider takes the request for new and writes its record again.",
  capabilities: "All of it counts as not said. The provider's charm has to write it again with that mended.",
  details: "All of it counts as not said; the response holds. The provider's charm has to answer again.",
  health: "All of it counts as not said; the response holds. The provider's charm has to report it again.",
  options:
    "A provider that reads options refuses the request. The consumer's charm has to send them again with that mended.",
  drain: "It is ignored; the request counts as not being drained.",
  secrets: "The consumer's charm has to send the request again.",
}

/** Says what is wrong or unusual in the fields of a document. @param parse if the document has rules between its fields */
export function formOf<S extends NamedSchema>(
  schema: S,
  parse = (text: string): ReadResult<ValueOf<S>> => parseDocument(schema, text),
): Reading<ValueOf<S>> {
  const isRecord = schema.name === ANSWER_RECORD.name
  return (text, place) => {
    const say = (name: FindingName, issues: readonly Issue[]) => issueFindings(name, schema, place, issues)
    const read = parse(text)
    if (!read.ok)
      return { value: undefined, findings: say(isRecord ? "unreadable-note" : "unreadable", read.issues) }
    const { value, warnings } = read
    // The Python library does not read these.
    if (schema.extension || isRecord) return { value, findings: say("unknown-field/extension", warnings) }
    const dangers = hazards(schema, value)
    const known = new Set(dangers.map(({ path }) => path.join()))
    const unusual = checkDocument(schema, value).filter(({ path }) => !known.has(path.join()))
    return {
      value,
      findings: [...say("hazard", dangers), ...say("unknown-field", warnings), ...say("unusual", unusual)],
    }
  }
}

/** Says what is wrong with a request, by itself or for the name in its key. */
export function readRequest(text: string, place: Place, name?: string): Form<WireRequest> {
  const form = formOf(REQUEST)(text, place)
  if (form.value === undefined) return form
  const { name: inside, sent_hash: sent, tls_key } = form.value
  const found: Finding[] = []
  if (name !== undefined && inside !== name) {
    const names = { key: JSON.stringify(name), document: JSON.stringify(inside) }
    found.push(finding("name-differs", place, ["name"], { ...names, answered: responseKey(inside) }))
  }
  const hash = hashRequest({ ...form.value, sent_hash: null })
  if (sent === null) found.push(finding("no-hash", place, ["sent_hash"]))
  else if (sent !== hash) found.push(finding("hash-of-another-text", place, ["sent_hash"], { hash }))
  if (tls_key !== null) found.push(finding("private-key", place, ["tls_key"]))
  return { ...form, findings: [...form.findings, ...found] }
}

/** Says what is wrong with a response by itself. */
export function readResponse(text: string, place: Place): Form<WireResponse> {
  const form = formOf(RESPONSE, parseResponse)(text, place)
  const json = parsePythonJson(text)
  if (form.value === undefined || !json.ok || textAt(json.value, "error") !== "provider error") return form
  return { ...form, findings: [...form.findings, finding("error-by-display-text", place, ["error"])] }
}

/** Reads the extensions that a side supports. */
export function readExtensionList(text: string, place: Place): Form<readonly string[]> {
  const json = parsePythonJson(text)
  if (json.ok && Array.isArray(json.value)) return { value: [...parseExtensions(text)].sort(), findings: [] }
  return { value: undefined, findings: [finding("unreadable/list", place)] }
}

const MAX_FINDINGS = 20

function issueFindings(name: FindingName, schema: NamedSchema, place: Place, issues: readonly Issue[]) {
  const advice = ADVICE[schema.name] ?? ""
  const found = issues.slice(0, MAX_FINDINGS).map(({ path, message: problem }) => {
    return finding(name, place, path, { problem, meaning: meaningOfIssue(schema, path, problem), advice })
  })
  const more = issues.length - found.length
  if (more === 0) return found
  const problem = `${more} more places of this document are wrong in the same ways.`
  return [...found, finding(name, place, [], { problem, meaning: "", advice: "" })]
}

/** What the parser says of a whole document, in words for people. */
const OF_WHOLE: Readonly<Record<string, string>> = {
  "address required on success": "A response without an error has to say where the load balancer is.",
  "error_message or error_fields required on failure":
    "A refusal has to give its reason, as words or per field.",
  "Invalid input type.": "The text has to be one JSON object.",
}

function meaningOfIssue(schema: Schema, path: readonly string[], message: string): string {
  if (path.length === 0) return OF_WHOLE[message] ?? "The text is no JSON, so nothing of it can be used."
  const place = placeAt(schema, path)
  if (place === undefined) return ""
  if (message.startsWith("Unknown field"))
    return "The names have to be fields of a request, as they are on the wire."
  const start = message.startsWith("Missing data") ? "It is required, and" : "It"
  return `${start} has to be ${expectation(place)}. ${place.means}`
}

/** Returns what a path leads to: `health_checks.0.port` is the port of a health check. Undefined if there is no such field. */
function placeAt(document: Schema, path: readonly string[]) {
  let place: Field & { readonly means: string } = { type: { kind: "document", schema: document }, means: "" }
  for (const step of path) {
    const { type, means } = place
    if (type.kind === "document") {
      const { schema } = type
      const field = Object.hasOwn(schema.fields, step) ? schema.fields[step] : undefined
      if (field === undefined) return undefined
      place = { ...field, means: meaningOf(schema, step) }
    } else if (type.kind === "list" || type.kind === "map") place = { type: type.of, means }
    else if (type.kind === "ports" && step !== path.at(-1))
      place = { type: port, means: `Port of the ${path.at(-1) === "key" ? "load balancer" : "backends"}.` }
  }
  return place
}
