import { meaningOf } from "../../describe/descriptions.ts"
import { typeWords } from "../../describe/words.ts"
import type { Kind, Schema } from "../../schema/schema.ts"
import { port } from "../../schema/vocabulary.ts"
import type { Issue } from "../../wire.ts"
import { finding, type Place } from "./finding.ts"
import type { Finding, Severity } from "./report.ts"

const MAX_FINDINGS = 20

/** What the reader says of a document, with what it means for each field. */
export function issueFindings(
  document: Schema,
  place: Place,
  issues: readonly Issue[],
  as: { readonly severity: Severity; readonly code: string; readonly advice: string },
): readonly Finding[] {
  const findings = issues.slice(0, MAX_FINDINGS).map(({ path, message }) =>
    finding(as.severity, as.code, place, {
      path,
      problem: message,
      meaning: explained(document, path, message),
      advice: as.advice,
    }),
  )
  const more = issues.length - findings.length
  if (more === 0) return findings
  const problem = `${more} more places of this document are wrong in the same ways.`
  return [...findings, finding(as.severity, as.code, place, { problem, meaning: "" })]
}

function explained(document: Schema, path: readonly string[], message: string): string {
  if (path.length === 0) return ofWhole(message)
  const place = placeAt(document, path)
  if (place === undefined) {
    return message.startsWith("Unknown field")
      ? document.extension
        ? "This library does not know it, and passes over it."
        : "Version 1 has no such field; Python's library refuses the whole document."
      : ""
  }
  if (message.startsWith("Unknown field"))
    return "The names have to be fields of a request, as they are on the wire."
  const start = message.startsWith("Missing data") ? "It is required, and" : "It"
  return `${start} has to be ${typeWords(place.type)}${place.nullable ? ", or null" : ""}. ${place.means}`
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

/** What a place in a document holds, and what it means. */
interface Described {
  readonly type: Kind
  readonly nullable?: boolean | undefined
  readonly means: string
}

/** The field that a path leads to: `health_checks.0.port` is the port of a health check. */
function placeAt(schema: Schema, [name = "", ...rest]: readonly string[]): Described | undefined {
  const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
  if (field === undefined) return undefined
  const { type, nullable } = field
  const means = meaningOf(schema, name)
  return rest.length === 0 ? { type, nullable, means } : within({ type, means }, rest)
}

function within({ type, means }: Described, rest: readonly string[]): Described | undefined {
  const [, ...further] = rest
  if (type.kind === "document") return placeAt(type.schema, rest)
  if (type.kind === "ports")
    return { type: port, means: `Port of the ${further[0] === "key" ? "load balancer" : "backends"}.` }
  if (type.kind !== "list" && type.kind !== "map") return { type, means }
  if (type.of.kind === "document" && further.length > 0) return placeAt(type.of.schema, further)
  return { type: type.of, means }
}
