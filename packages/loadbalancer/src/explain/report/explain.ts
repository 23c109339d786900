import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH } from "../../schema/health.ts"
import { HEALTH_CHECK } from "../../schema/health-check.ts"
import { OPTIONS } from "../../schema/options.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import { parseHealth, parseOptions } from "../../wire.ts"
import type { DocumentKind, Input } from "../input/read-input.ts"
import { recognise, type Shown } from "../input/recognise.ts"
import type { Choices } from "../input/show-unit.ts"
import { explainRelation, type RelationReport } from "./explain-relation.ts"
import { type Finding, NOWHERE } from "./finding.ts"
import { formOf, type Reading, readExtensionList, readRequest, readResponse } from "./form.ts"
import {
  capabilityWords,
  checkWords,
  detailLines,
  detailsSummary,
  drainWords,
  extensionWords,
  healthLines,
  type Line,
  optionWords,
  requestLines,
  requestSummary,
  responseLines,
  responseSummary,
  secretWords,
} from "./says.ts"

/** What `explain --json` prints. */
export interface Report extends Omit<Shown, "relations"> {
  /** Of this report; another number when its fields change their meaning. */
  readonly format: 1
  /** Number of findings that are `wrong`. */
  readonly wrong: number
  readonly relations: readonly RelationReport[]
  readonly document: DocumentReport | null
}

/** A document that was given alone. */
interface DocumentReport {
  readonly as: DocumentKind
  /** What it says, for programs: a request or response as in a relation. Without key material; null if it cannot be read. */
  readonly value: unknown
  /** What it says, in words; empty if it cannot be read. */
  readonly lines: readonly Line[]
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

const alone =
  <T, V>(reading: Reading<T>, summaryOf: (document: T) => V, linesOf: (value: V) => readonly Line[]) =>
  (text: string): Omit<DocumentReport, "as"> => {
    const { value: document, findings } = reading(text, NOWHERE)
    if (document === undefined) return { value: null, lines: [], findings }
    const value = summaryOf(document)
    return { value, lines: linesOf(value), findings }
  }

const asItIs = <T>(document: T): T => document

const READ_ALONE: Readonly<Record<DocumentKind, ReturnType<typeof alone>>> = {
  request: alone(readRequest, (wire) => requestSummary(wire), requestLines),
  response: alone(readResponse, (wire) => responseSummary(wire), responseLines),
  handled: alone(
    formOf(ANSWER_RECORD),
    ({ request }) => requestSummary(request, { fromNote: true }),
    requestLines,
  ),
  "health-check": alone(formOf(HEALTH_CHECK), asItIs, (check) => [["check", checkWords(check)]]),
  capabilities: alone(formOf(CAPABILITIES), asItIs, (can) => [["can", capabilityWords(can)]]),
  details: alone(formOf(DETAILS), detailsSummary, detailLines),
  health: alone(formOf(HEALTH, parseHealth), asItIs, healthLines),
  drain: alone(formOf(DRAIN), asItIs, ({ until }) => [["drains", drainWords(until)]]),
  secrets: alone(formOf(SECRETS), asItIs, ({ tls_key }) => [["key", secretWords(tls_key)]]),
  options: alone(formOf(OPTIONS, parseOptions), asItIs, (options) =>
    optionWords(options).map((words): Line => ["option", words]),
  ),
  extensions: alone(readExtensionList, asItIs, (extensions) => [["extends", extensionWords(extensions)]]),
}
