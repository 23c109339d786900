import { RESPONSE } from "../../schema/response.ts"
import { responseHazards } from "../../wire/v1/response.ts"
import {
  parsePythonJson,
  parseResponse,
  responseText,
  serializeResponse,
  type WireResponse,
} from "../../wire.ts"
import { finding, type Place } from "./finding.ts"
import { issueFindings } from "./issue-findings.ts"
import { notCanonical, writerIssues } from "./read-request.ts"
import type { Finding } from "./report.ts"

/** A response's text with all that can be said of it alone. */
export interface ReadResponse {
  readonly value: WireResponse | undefined
  readonly findings: readonly Finding[]
}

const ANSWER_AGAIN = "The provider's charm has to answer again with that mended."

export function readResponse(text: string, place: Place): ReadResponse {
  const read = parseResponse(text)
  if (!read.ok) {
    const as = { severity: "wrong", code: "unreadable", advice: ANSWER_AGAIN } as const
    return { value: undefined, findings: issueFindings(RESPONSE, place, read.issues, as) }
  }
  const { value, warnings } = read
  const hazards = responseHazards(value)
  if (hazards.length > 0) {
    const as = { severity: "wrong", code: "hazard", advice: ANSWER_AGAIN } as const
    return { value: undefined, findings: issueFindings(RESPONSE, place, hazards, as) }
  }
  return {
    value,
    findings: [
      ...issueFindings(RESPONSE, place, warnings, {
        severity: "wrong",
        code: "unknown-field",
        advice: "This library passes over it. The provider has to leave it out.",
      }),
      ...ofErrorText(text, place),
      ...ofBoth(value, place),
      ...issueFindings(
        RESPONSE,
        place,
        writerIssues(() => serializeResponse(value)),
        {
          severity: "note",
          code: "unusual",
          advice: "",
        },
      ),
      ...(warnings.length > 0 || responseText(value) === text ? [] : [notCanonical(place)]),
    ],
  }
}

function ofErrorText(text: string, place: Place): readonly Finding[] {
  const json = parsePythonJson(text)
  if (!json.ok || !(json.value instanceof Map) || json.value.get("error") !== "provider error") return []
  return [
    finding("wrong", "error-by-display-text", place, {
      path: ["error"],
      problem: 'The error is "provider error".',
      meaning:
        'That is how Python displays it. On the wire it is "provider_error"; Python\'s consumer refuses this answer.',
      advice: ANSWER_AGAIN,
    }),
  ]
}

function ofBoth({ address, error }: WireResponse, place: Place): readonly Finding[] {
  if (error === null || address === null) return []
  return [
    finding("note", "error-and-address", place, {
      path: ["address"],
      problem: "There are an error and an address.",
      meaning: "It is a refusal; the address is left from before, or still works.",
    }),
  ]
}
