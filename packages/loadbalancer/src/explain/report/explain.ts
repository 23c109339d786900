import type { JsonNode } from "../../wire.ts"
import { type DocumentKind, recognise } from "../input/recognise.ts"
import { type Choices, type JujuKind, readShowUnit } from "../input/show-unit.ts"
import { type DocumentReport, explainDocument } from "./documents.ts"
import { explainRelation, type RelationReport } from "./explain-relation.ts"
import type { Finding } from "./finding.ts"

/** What `explain --json` prints. */
export interface Report {
  /** Of this report; another number when its fields change their meaning. */
  readonly format: 1
  /** Number of findings that are `wrong`. */
  readonly wrong: number
  /** For `juju show-unit`: whose databags it was taken to show, and why. */
  readonly juju: JujuKind | null
  readonly relations: readonly RelationReport[]
  /** Endpoints that were left out because nothing there speaks of load balancers. */
  readonly leftOut: readonly string[]
  readonly document: DocumentReport | null
}

/**
 * Explains an input that has been read.
 * @param text of the input: a document is judged by its own text
 * @throws InputError if it is nothing of this interface
 */
export function explain(node: JsonNode, text: string, choices: Choices): Report {
  const found = recognise(node)
  if (found.kind === "document") return explainText(text, found.as)
  if (found.kind === "databags") return report({ relations: [explainRelation(found.relation)] })
  const { juju, relations, others } = readShowUnit(found.units, choices)
  return report({ juju, relations: relations.map(explainRelation), leftOut: others })
}

/** Explains a text of which the user has said what document it is. */
export function explainText(text: string, as: DocumentKind): Report {
  return report({ document: explainDocument(text.replace(/^\ufeff/, "").trim(), as) })
}

function report(parts: Partial<Report>): Report {
  const all = {
    format: 1,
    wrong: 0,
    juju: null,
    relations: [],
    leftOut: [],
    document: null,
    ...parts,
  } as const
  return { ...all, wrong: findingsOf(all).filter(({ severity }) => severity === "wrong").length }
}

/** All findings of a report. */
export function findingsOf({
  relations,
  document,
}: Pick<Report, "relations" | "document">): readonly Finding[] {
  return [
    ...relations.flatMap((one) => [...one.findings, ...one.requests.flatMap(({ findings }) => findings)]),
    ...(document?.findings ?? []),
  ]
}
