import type { JsonNode } from "../../wire.ts"
import { type DocumentKind, recognise } from "../input/recognise.ts"
import { type DataOf, readShowUnit } from "../input/show-unit.ts"
import { explainDocument } from "./documents.ts"
import { explainRelation } from "./explain-relation.ts"
import { findingsOf, type Report } from "./report.ts"

/** What the user has said about the input. */
export interface Choices {
  readonly dataOf: DataOf | undefined
  /** Look at these endpoints only, whatever is there. */
  readonly endpoints: readonly string[]
}

/**
 * Explains an input that has been read.
 * @param text of the input: a document is judged by its own text
 * @throws InputError if it is nothing of this interface
 */
export function explain(node: JsonNode, text: string, { dataOf, endpoints }: Choices): Report {
  const found = recognise(node)
  if (found.kind === "document") return explainText(text, found.as)
  if (found.kind === "databags") return report({ relations: [explainRelation(found.relation)] })
  const { juju, relations, others } = readShowUnit(found.units, dataOf, endpoints)
  return report({ juju, relations: relations.map(explainRelation), leftOut: others })
}

/** Explains a text of which the user has said what document it is. */
export function explainText(text: string, as: DocumentKind): Report {
  return report({ document: explainDocument(text.replace(/^\ufeff/, "").trim(), as) })
}

function report(parts: Partial<Report>): Report {
  const all: Report = {
    format: 1,
    wrong: 0,
    juju: null,
    relations: [],
    leftOut: [],
    document: null,
    ...parts,
  }
  return { ...all, wrong: findingsOf(all).filter(({ severity }) => severity === "wrong").length }
}
