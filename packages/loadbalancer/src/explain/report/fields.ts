import { type DocumentName, meaningOf } from "../../describe/descriptions.ts"
import { expectation } from "../../describe/words.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import type { Field, Schema, ValueOf } from "../../schema/schema.ts"
import { port } from "../../schema/vocabulary.ts"
import { checkDocument, hazards } from "../../wire/check.ts"
import { parseDocument } from "../../wire/read.ts"
import { documentText } from "../../wire/write.ts"
import type { Issue, ReadResult } from "../../wire.ts"
import { type Finding, finding, type Place } from "./finding.ts"

export type NamedSchema = Schema & { readonly name: DocumentName }

/** A document with everything that can be said of its form. */
export interface Form<T> {
  /** Undefined if it cannot be read. */
  readonly value: T | undefined
  readonly findings: readonly Finding[]
}

const ADVICE: Readonly<Partial<Record<DocumentName, string>>> = {
  request: "The consumer's charm has to send it again with that mended.",
  response: "The provider's charm has to answer again with that mended.",
  handled: "The provider takes the request for new and writes its record again.",
  capabilities: "All of it counts as not said. The provider's charm has to write it again with that mended.",
  details: "All of it counts as not said; the response holds. The provider's charm has to answer again.",
  drain: "It is ignored; the request counts as not being drained.",
  secrets: "The consumer's charm has to send the request again.",
}

/** Says what is wrong or unusual in the fields of a document. @param read if the document has rules between its fields */
export function readForm<S extends NamedSchema>(
  schema: S,
  text: string,
  place: Place,
  read: ReadResult<ValueOf<S>> = parseDocument(schema, text),
): Form<ValueOf<S>> {
  const say = (issues: readonly Issue[], as: Pick<Finding, "severity" | "code" | "advice">) =>
    issueFindings(schema, place, issues, as)
  const advice = ADVICE[schema.name] ?? ""
  if (!read.ok) {
    const code = schema.name === "handled" && place.key !== null ? "unreadable-note" : "unreadable"
    return { value: undefined, findings: say(read.issues, { severity: "wrong", code, advice }) }
  }
  const { value, warnings } = read
  if (isExtension(schema))
    return { value, findings: say(warnings, { severity: "note", code: "unknown-field", advice: "" }) }
  const dangers = hazards(schema, value)
  const known = new Set(dangers.map(({ path }) => path.join(".")))
  const unusual = checkDocument(schema, value).filter(({ path }) => !known.has(path.join(".")))
  const isCanonical = warnings.length > 0 || documentText(schema, value) === text
  return {
    value,
    findings: [
      ...say(dangers, { severity: "wrong", code: "hazard", advice }),
      ...say(warnings, {
        severity: "wrong",
        code: "unknown-field",
        advice: "This library passes over it. Take it out, or upgrade and use what both sides know.",
      }),
      ...say(unusual, { severity: "note", code: "unusual", advice: "" }),
      ...(isCanonical ? [] : [finding("not-canonical", place)]),
    ],
  }
}

/** Whether the Python library does not read the document. */
const isExtension = ({ name, extension }: Schema) => extension === true || name === ANSWER_RECORD.name

const MAX_FINDINGS = 20

function issueFindings(
  schema: Schema,
  place: Place,
  issues: readonly Issue[],
  as: Pick<Finding, "severity" | "code" | "advice">,
): readonly Finding[] {
  const more = issues.length - MAX_FINDINGS
  const found = issues.slice(0, MAX_FINDINGS).map(
    ({ path, message }): Finding => ({
      ...as,
      ...place,
      path,
      problem: message,
      meaning: path.length === 0 ? ofWhole(message) : ofField(schema, path, message),
    }),
  )
  if (more <= 0) return found
  const problem = `${more} more places of this document are wrong in the same ways.`
  return [...found, { ...as, ...place, path: [], problem, meaning: "", advice: "" }]
}

const WHOLE: Readonly<Record<string, string>> = {
  "address required on success": "A response without an error has to say where the load balancer is.",
  "error_message or error_fields required on failure":
    "A refusal has to give its reason, as words or per field.",
  "Invalid input type.": "The text has to be one JSON object.",
}

const ofWhole = (message: string) => WHOLE[message] ?? "The text is no JSON, so nothing of it can be used."

function ofField(schema: Schema, path: readonly string[], message: string): string {
  const place = placeAt(schema, path)
  const isUnknown = message.startsWith("Unknown field")
  if (place !== undefined) {
    if (isUnknown) return "The names have to be fields of a request, as they are on the wire."
    const start = message.startsWith("Missing data") ? "It is required, and" : "It"
    return `${start} has to be ${expectation(place)}. ${place.means}`
  }
  if (!isUnknown) return ""
  return isExtension(schema)
    ? "This library does not know it, and passes over it."
    : "Version 1 has no such field; Python's library refuses the whole document."
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
