import { ROLES } from "../input/relation.ts"
import { findingsOf, type Report } from "../report/explain.ts"
import type { Party, RelationReport } from "../report/explain-relation.ts"
import { type RequestReport, STATES } from "../report/explain-request.ts"
import type { Finding, Severity } from "../report/finding.ts"
import { capabilityWords, extensionWords, requestLines, responseLines } from "../report/says.ts"
import { Page, type Style, type TextOptions } from "./page.ts"

/** The report for people. */
export function renderText(report: Report, options: TextOptions): string {
  const { juju, relations, leftOut, document } = report
  const page = new Page(options)
  if (juju !== null && relations.length > 0) page.words(0, "databags", jujuWords(juju))
  for (const relation of relations) writeRelation(page, relation)
  if (document !== null) {
    page.line(0, [`a ${document.as} document`, "bold"])
    for (const line of document.lines) page.words(2, ...line)
    writeFindings(page, 2, document.findings)
  }
  page.gap()
  if (leftOut.length > 0)
    page.words(0, "left out", `relations of ${leftOut.join(", ")}; to see one: --endpoint NAME`)
  if (juju !== null && relations.length === 0)
    page.line(0, ["There is no relation of the loadbalancer interface here."])
  page.line(0, summary(report))
  return page.toString()
}

function jujuWords({ dataOf, by }: NonNullable<Report["juju"]>): string {
  const whose =
    dataOf === "related"
      ? "the related application's (Juju 2.9 and 3.x)"
      : "the unit's own application's (Juju 4)"
  const how = {
    option: "as you said",
    "endpoint-names": "inferred from the endpoints' names",
    assumption: "assumed; if that is wrong, add --juju4",
  }[by]
  return `taken for ${whose}: ${how}`
}

function writeRelation(page: Page, relation: RelationReport): void {
  const { id, consumer, provider, capabilities } = relation
  const asks = `${nameOf(consumer, "a consumer")} asks ${nameOf(provider, "a provider")}`
  const versions = ROLES.map((role) => {
    const { shown, version } = relation[role]
    return `${role} ${shown ? (version ?? "none") : "not shown"}`
  })
  page.gap()
  page.line(0, [id === null ? asks : `relation ${id}: ${asks}`, "bold"])
  page.words(2, "version", versions.join(", "))
  for (const role of ROLES) {
    const { extensions, otherKeys } = relation[role]
    const keys = otherKeys.join(", ")
    if (extensions !== null) page.words(2, "extends", `the ${role} understands ${extensionWords(extensions)}`)
    if (keys !== "") page.words(2, "others", `keys of the ${role} that are no part of the interface: ${keys}`)
  }
  if (capabilities !== null) page.words(2, "can", `the provider: ${capabilityWords(capabilities)}`)
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
  page.words(2, "hidden", `the ${hidden}'s databag is not in this input; to see both${how}`)
  // As a label, because those are not wrapped: it is to be copied.
  if (isKnown) page.line(11, [`juju show-unit ${units.join(" ")} --format json`])
}

function writeRequest(page: Page, { name, state, asked, answer, findings }: RequestReport): void {
  const isRecord = state === "request-not-shown" && answer === null
  const words = isRecord ? "only the provider's record is shown" : STATES[state]
  const style = state === "answered" ? "green" : "yellow"
  page.gap()
  page.line(2, [`request ${JSON.stringify(name)}:`, "bold"], [words, style])
  if (asked !== null) for (const line of requestLines(asked)) page.words(4, ...line)
  if (answer !== null) for (const line of responseLines(answer)) page.words(4, ...line)
  writeFindings(page, 4, findings)
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
