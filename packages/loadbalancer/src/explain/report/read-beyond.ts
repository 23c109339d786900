import type { DocumentName } from "../../describe/descriptions.ts"
import type { Schema } from "../../schema/schema.ts"
import type { ReadResult } from "../../wire.ts"
import { finding, type Place } from "./finding.ts"
import { issueFindings } from "./issue-findings.ts"
import type { Finding } from "./report.ts"

/** What is to be said of the form of a document beyond version 1. */
export function formFindings(
  document: Schema & { readonly name: DocumentName },
  place: Place,
  read: ReadResult<object>,
): readonly Finding[] {
  return read.ok
    ? issueFindings(document, place, read.warnings, { severity: "note", code: "unknown-field", advice: "" })
    : issueFindings(document, place, read.issues, {
        severity: "wrong",
        code: "unreadable",
        advice: UNSAID[document.name] ?? "",
      })
}

const UNSAID: Readonly<Partial<Record<DocumentName, string>>> = {
  capabilities: "All of it counts as not said. The provider's charm has to write it again with that mended.",
  details: "All of it counts as not said; the response holds. The provider's charm has to answer again.",
  drain: "It counts as not said; the request stands as if it were to stay.",
  secrets: "The consumer's charm has to send the request again.",
}

export function outOfDate(place: Place, path: "received_hash" | "sent_hash"): Finding {
  const [what, whose] = path === "sent_hash" ? ["request", "consumer"] : ["response", "provider"]
  return finding("note", "out-of-date", place, {
    path: [path],
    problem: `This belongs to another text of the ${what}.`,
    meaning: `It counts as not said. It was left by an earlier ${what}, or the ${whose}'s charm does not know this key any more.`,
  })
}

export function ownerless(place: Place, missing: string): Finding {
  return finding("note", "leftover", place, {
    problem: `There is no ${missing} to which this belongs.`,
    meaning: "Nobody reads it.",
  })
}
