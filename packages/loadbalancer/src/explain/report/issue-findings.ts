import type { Issue } from "../../wire.ts"
import { type DocumentDescription, expectation, type Field, type Shape } from "../documents/field.ts"
import { finding, type Place } from "./finding.ts"
import type { Finding, Severity } from "./report.ts"

const MAX_FINDINGS = 20

/** What the reader says of a document, with what it means for each field. */
export function issueFindings(
  document: DocumentDescription,
  place: Place,
  issues: readonly Issue[],
  as: { readonly severity: Severity; readonly code: string; readonly advice: string },
): readonly Finding[] {
  const findings = issues.slice(0, MAX_FINDINGS).map(({ path, message }) =>
    finding(as.severity, as.code, place, {
      path,
      problem: message,
      meaning: meaningOf(document, path, message),
      advice: as.advice,
    }),
  )
  const more = issues.length - findings.length
  if (more === 0) return findings
  const problem = `${more} more places of this document are wrong in the same ways.`
  return [...findings, finding(as.severity, as.code, place, { problem, meaning: "" })]
}

function meaningOf(document: DocumentDescription, path: readonly string[], message: string): string {
  if (path.length === 0) return ofWhole(message)
  const field = fieldAt(document, path)
  if (field === undefined) {
    return message.startsWith("Unknown field")
      ? document.extension
        ? "This library does not know it, and passes over it."
        : "Version 1 has no such field; Python's library refuses the whole document."
      : ""
  }
  if (message.startsWith("Unknown field"))
    return "The names have to be fields of a request, as they are on the wire."
  const start = message.startsWith("Missing data") ? "It is required, and" : "It"
  return `${start} has to be ${expectation(field)}. ${field.means}`
}

function ofWhole(message: string): string {
  if (message === "address required on success")
    return "A response without an error has to say where the load balancer is."
  if (message === "error_message or error_fields required on failure") {
    return "A refusal has to give its reason, as words or per field."
  }
  if (message === "Invalid input type.") return "The text has to be one JSON object."
  return "The text is no JSON, so nothing of it can be used."
}

/** The field that a path leads to: `health_checks.0.port` is the port of a health check. */
function fieldAt({ fields }: DocumentDescription, path: readonly string[]): Field | undefined {
  const [name = "", ...rest] = path
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field === undefined || rest.length === 0 ? field : within(field, field.shape, rest)
}

function within(field: Field, shape: Shape, rest: readonly string[]): Field | undefined {
  const [, ...further] = rest
  if (shape.kind === "document") return fieldAt(shape.document, rest)
  if (shape.kind === "ports") return further[0] === "key" ? LISTENED : BALANCED
  if (shape.kind !== "list" && shape.kind !== "map") return field
  if (shape.of.kind === "document" && further.length > 0) return fieldAt(shape.of.document, further)
  return { ...field, shape: shape.of, nullable: false }
}

const PORT: Shape = { kind: "integer", lowest: 1, highest: 65535 }
const LISTENED: Field = { shape: PORT, nullable: false, means: "Port of the load balancer." }
const BALANCED: Field = { shape: PORT, nullable: false, means: "Port of the backends." }
