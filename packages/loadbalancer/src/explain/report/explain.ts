import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH_CHECK } from "../../schema/health-check.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import type { SecretRevision, WireCapabilities } from "../../wire.ts"
import type { DocumentKind, Input } from "../input/read-input.ts"
import { recognise, type Shown } from "../input/recognise.ts"
import type { Choices } from "../input/show-unit.ts"
import { explainRelation, type RelationReport } from "./explain-relation.ts"
import { type Finding, NOWHERE } from "./finding.ts"
import { formOf, type Reading, readExtensionList, readRequest, readResponse } from "./form.ts"
import {
  type DetailsSummary,
  detailsSummary,
  type RequestSummary,
  type ResponseSummary,
  requestSummary,
  responseSummary,
} from "./summary.ts"

/** What `explain --json` prints. */
export interface Report extends Omit<Shown, "relations"> {
  /** Of this report; another number when its fields change their meaning. */
  readonly format: 1
  /** Number of findings that are `wrong`. */
  readonly wrong: number
  readonly relations: readonly RelationReport[]
  readonly document: DocumentReport | null
}

/** A document that was given alone, with what it says if it can be read. */
export interface DocumentReport {
  readonly as: DocumentKind
  readonly asked?: RequestSummary
  readonly answer?: ResponseSummary
  readonly capabilities?: WireCapabilities
  readonly details?: DetailsSummary
  readonly drainUntil?: string
  /** Where the private key is. */
  readonly secret?: SecretRevision
  readonly extensions?: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * Explains an input.
 * @throws InputError if it is nothing of this interface
 */
export function explain({ node, text, as }: Input, choices: Choices): Report {
  const input = as === undefined ? recognise(node, choices) : { document: as }
  const parts =
    "document" in input
      ? {
          juju: null,
          leftOut: [],
          relations: [],
          document: { as: input.document, ...READ_ALONE[input.document](text) },
        }
      : { ...input, relations: input.relations.map(explainRelation), document: null }
  const wrong = findingsOf(parts).filter(({ severity }) => severity === "wrong").length
  return { format: 1, wrong, ...parts }
}

/** All findings of a report. */
export function findingsOf({ relations, document }: Pick<Report, "relations" | "document">) {
  const ofRelations = relations.flatMap((one) => [one, ...one.requests])
  return [...ofRelations, ...(document === null ? [] : [document])].flatMap(({ findings }) => findings)
}

type Content = Omit<DocumentReport, "as" | "findings">

const alone =
  <T>(reading: Reading<T>, content: (value: T) => Content) =>
  (text: string): Omit<DocumentReport, "as"> => {
    const { value, findings } = reading(text, NOWHERE)
    return { ...(value === undefined ? {} : content(value)), findings }
  }

const READ_ALONE: Readonly<Record<DocumentKind, ReturnType<typeof alone>>> = {
  request: alone(readRequest, (value) => ({ asked: requestSummary(value) })),
  response: alone(readResponse, (value) => ({ answer: responseSummary(value) })),
  handled: alone(formOf(ANSWER_RECORD), ({ request }) => ({
    asked: requestSummary(request, { fromNote: true }),
  })),
  "health-check": alone(formOf(HEALTH_CHECK), () => ({})),
  capabilities: alone(formOf(CAPABILITIES), (capabilities) => ({ capabilities })),
  details: alone(formOf(DETAILS), (value) => ({ details: detailsSummary(value) })),
  drain: alone(formOf(DRAIN), ({ until }) => ({ drainUntil: until })),
  secrets: alone(formOf(SECRETS), ({ tls_key }) => ({ secret: tls_key })),
  extensions: alone(readExtensionList, (extensions) => ({ extensions })),
}
