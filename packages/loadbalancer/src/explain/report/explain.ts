import type { JsonNode } from "../../wire.ts"
import { type DataOf, jujuKind } from "../input/juju-kind.ts"
import { pairRelations } from "../input/pair-relations.ts"
import { type DocumentKind, recognise } from "../input/recognise.ts"
import { readShowUnit } from "../input/show-unit.ts"
import { explainDocument } from "./explain-document.ts"
import { explainRelation } from "./explain-relation.ts"
import type { Report } from "./report.ts"

/** What the user has said about the input. */
export interface Choices {
  readonly dataOf: DataOf | undefined
  /** Look at these endpoints only, whatever stands there. */
  readonly endpoints: readonly string[]
}

/**
 * Explains what was given, once it is read.
 * @param text as it was given: a document is judged by its own text
 * @throws InputError if it is nothing of this interface
 */
export function explain(node: JsonNode, text: string, { dataOf, endpoints }: Choices): Report {
  const found = recognise(node)
  if (found.kind === "document") return explainText(text, found.as)
  if (found.kind === "databags") return report({ relations: [explainRelation(found.relation)] })
  const entries = readShowUnit(found.units)
  const juju = jujuKind(entries, dataOf)
  const { relations, others } = pairRelations(entries, juju.dataOf, endpoints)
  return report({ juju, relations: relations.map(explainRelation), leftOut: others })
}

/** Explains a text of which the user has said what document it is. */
export function explainText(text: string, as: DocumentKind): Report {
  return report({ document: explainDocument(text.replace(/^\ufeff/, "").trim(), as) })
}

function report(parts: Partial<Report>): Report {
  const whole: Report = {
    format: 1,
    wrong: 0,
    juju: null,
    relations: [],
    leftOut: [],
    document: null,
    ...parts,
  }
  const findings = [
    ...whole.relations.flatMap((one) => [
      ...one.findings,
      ...one.requests.flatMap((request) => request.findings),
    ]),
    ...(whole.document?.findings ?? []),
  ]
  return { ...whole, wrong: findings.filter(({ severity }) => severity === "wrong").length }
}
