import { ROLES } from "../input/relation.ts"
import { findingsOf, type Report } from "../report/explain.ts"
import type { Party, RelationReport } from "../report/explain-relation.ts"
import type { RequestReport, RequestState } from "../report/explain-request.ts"
import type { Finding, Severity } from "../report/finding.ts"
import { documentLines, type Line, relationLines, requestLines, responseLines } from "./lines.ts"
import { Page, type Style, type TextOptions } from "./page.ts"

/** The report for people. */
export function renderText(report: Report, options: TextOptions): string {
  const { juju, relations, leftOut, document } = report
  const page = new Page(options)
  if (juju !== null && relations.length > 0) writeLines(page, 0, [["databags", jujuWords(juju)]])
  for (const relation of relations) writeRelation(page, relation)
  if (document !== null) {
    page.line(0, [`a ${document.as} document`, "bold"])
    writeLines(page, 2, documentLines(document))
    writeFindings(page, 2, document.findings)
  }
  page.gap()
  if (leftOut.length > 0)
    writeLines(page, 0, [["left out", `relations of ${leftOut.join(", ")}; to see one: --endpoint NAME`]])
  if (juju !== null && relations.length === 0)
    page.line(0, ["There is no relation of the loadbalancer interface here."])
  page.line(0, summary(report))
  return page.toString()
}

function jujuWords({ dataOf, by }: NonNullable<Report["juju"]>): string {
  const [whose, otherwise] =
    dataOf === "related"
      ? ["the related application's (Juju 2.9 and 3.x)", "--juju4"]
      : ["the unit's own application's (Juju 4)", "--juju3"]
  const how = {
    option: "as you said",
    "endpoint-names": "inferred from the endpoints' names",
    assumption: `assumed; if that is wrong, add ${otherwise}`,
  }[by]
  return `taken for ${whose}: ${how}`
}

function writeRelation(page: Page, relation: RelationReport): void {
  const { id, consumer, provider } = relation
  const asks = `${nameOf(consumer, "a consumer")} asks ${nameOf(provider, "a provider")}`
  page.gap()
  page.line(0, [id === null ? asks : `relation ${id}: ${asks}`, "bold"])
  writeLines(page, 2, relationLines(relation))
  writeHidden(page, relation)
  writeFindings(page, 2, relation.findings)
  for (const request of relation.requests) writeRequest(page, request)
}

const nameOf = ({ application, endpoint }: Party, otherwise: string) =>
  `${application ?? otherwise}${endpoint ? `:${endpoint}` : ""}`

/** Proposes a command that shows both sides, with units that are known to exist. */
function writeHidden(page: Page, relation: RelationReport): void {
  const hidden = ROLES.find((role) => !relation[role].shown)
  if (hidden === undefined) return
  const units = ROLES.map((role) => {
    const { unit, application } = relation[role]
    return unit ?? `a unit of ${application ?? `the ${role}`}`
  })
  const isKnown = ROLES.every((role) => relation[role].unit !== null)
  const how = isKnown ? ":" : `, give juju show-unit ${units.join(" and ")}`
  writeLines(page, 2, [["hidden", `the ${hidden}'s databag is not in this input; to see both${how}`]])
  // As a label, because those are not wrapped: it is to be copied.
  if (isKnown) page.line(11, [`juju show-unit ${units.join(" ")} --format json`])
}

const STATES: Readonly<Record<RequestState, readonly [words: string, style: Style]>> = {
  answered: ["answered", "green"],
  refused: ["refused", "yellow"],
  stale: ["answered before it changed; the answer is stale", "yellow"],
  unanswered: ["not answered", "yellow"],
  unusable: ["cannot be used", "red"],
  "unreadable-answer": ["the answer cannot be read", "red"],
  leftover: ["withdrawn, something is left over", "yellow"],
  "request-not-shown": ["answered; the request is not shown, so the response may be stale", "cyan"],
  "answer-not-shown": ["asked, the answer is not shown", "cyan"],
}

function writeRequest(page: Page, { name, state, asked, answer, findings }: RequestReport): void {
  const isRecord = state === "request-not-shown" && answer === null
  page.gap()
  page.line(
    2,
    [`request ${JSON.stringify(name)}:`, "bold"],
    isRecord ? ["only the provider's record is shown", "cyan"] : STATES[state],
  )
  if (asked !== null) writeLines(page, 4, requestLines(asked))
  if (answer !== null) writeLines(page, 4, responseLines(answer))
  writeFindings(page, 4, findings)
}

function writeLines(page: Page, indent: number, lines: readonly Line[]): void {
  for (const [label, words] of lines) page.line(indent, [label, "dim"], [words])
}

const STYLES: Readonly<Record<Severity, Style>> = { wrong: "red", open: "yellow", note: "dim" }

function writeFindings(page: Page, indent: number, findings: readonly Finding[]): void {
  for (const [index, { severity, side, key, path, problem, meaning, advice }] of findings.entries()) {
    const next = findings[index + 1]
    const isSaidBelow = next !== undefined && next.key === key && next.advice === advice
    const where = [side === null || key === null ? "" : `${side}'s ${key}`, path.join(".")]
    const place = where.filter((part) => part !== "").join(" › ")
    page.line(indent, [severity.toUpperCase(), STYLES[severity]], [place || problem])
    for (const words of [place && problem, meaning, isSaidBelow ? "" : advice])
      if (words !== "") page.line(indent, [""], [words])
  }
}

function summary(report: Report): readonly [text: string, style: Style] {
  const open = findingsOf(report).filter(({ severity }) => severity === "open").length
  const things = (number: number) => `${number} ${number === 1 ? "thing is" : "things are"}`
  const { wrong } = report
  if (wrong > 0) return [`${things(wrong)} wrong${open === 0 ? "" : `, ${things(open)} open`}.`, "red"]
  return open > 0 ? [`Nothing is wrong; ${things(open)} open.`, "yellow"] : ["Nothing is wrong.", "green"]
}
