import { ROLES, type Role } from "../input/relation.ts"
import { findingsOf, type Report } from "../report/explain.ts"
import type { Party, RelationReport } from "../report/explain-relation.ts"
import type { RequestReport, RequestState } from "../report/explain-request.ts"
import type { Finding, Severity } from "../report/finding.ts"
import { capabilityWords, documentLines, extensionWords, requestLines, responseLines } from "./lines.ts"
import { type Line, Page, type Style, type TextOptions } from "./page.ts"

/** The report for people. */
export function renderText(report: Report, options: TextOptions): string {
  const { juju, relations, leftOut, document } = report
  const page = new Page(options)
  if (juju !== null && relations.length > 0) page.words(0, ["databags", jujuWords(juju)])
  for (const relation of relations) writeRelation(page, relation)
  if (document !== null) {
    page.line(0, [`a ${document.as} document`, "bold"])
    writeLines(page, 2, documentLines(document))
    writeFindings(page, 2, document.findings)
  }
  if (leftOut.length > 0) {
    page.gap()
    page.words(0, ["left out", `relations of ${leftOut.join(", ")}; to see one: --endpoint NAME`])
  }
  if (juju !== null && relations.length === 0)
    page.line(0, ["There is no relation of the loadbalancer interface here."])
  page.gap()
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
  const { capabilities, findings, requests } = relation
  const parties = ROLES.map((role) => ({ role, ...relation[role] }))
  const versions = parties.map(
    ({ role, shown, version }) => `${role} ${shown ? (version ?? "none") : "not shown"}`,
  )
  page.gap()
  page.line(0, [title(relation), "bold"])
  page.words(2, ["version", versions.join(", ")])
  for (const { role, extensions } of parties)
    if (extensions !== null)
      page.words(2, ["extends", `the ${role} understands ${extensionWords(extensions)}`])
  if (capabilities !== null) page.words(2, ["can", `the provider: ${capabilityWords(capabilities)}`])
  for (const { role, otherKeys: keys } of parties)
    if (keys.length > 0)
      page.words(2, ["others", `keys of the ${role} that are no part of the interface: ${keys.join(", ")}`])
  const hidden = ROLES.find((role) => !relation[role].shown)
  if (hidden !== undefined) writeHidden(page, hidden, relation)
  writeFindings(page, 2, findings)
  for (const request of requests) writeRequest(page, request)
}

function title({ id, consumer, provider }: RelationReport): string {
  const side = ({ application, endpoint }: Party, otherwise: string) =>
    `${application ?? otherwise}${endpoint ? `:${endpoint}` : ""}`
  const asks = `${side(consumer, "a consumer")} asks ${side(provider, "a provider")}`
  return id === null ? asks : `relation ${id}: ${asks}`
}

/** Proposes a command with units that are known to exist. */
function writeHidden(page: Page, hidden: Role, relation: RelationReport): void {
  const units = ROLES.map((role) => relation[role].unit)
  const what = `the ${hidden}'s databag is not in this input; to see both`
  if (units.includes(null)) {
    const named = ROLES.map(
      (role, index) => units[index] ?? `a unit of ${relation[role].application ?? `the ${role}`}`,
    )
    page.words(2, ["hidden", `${what}, give juju show-unit ${named.join(" and ")}`])
    return
  }
  page.words(2, ["hidden", `${what}:`])
  // Not wrapped, to be copied.
  page.line(11, [`juju show-unit ${units.join(" ")} --format json`])
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
    [`request ${JSON.stringify(name)}`, "bold"],
    [": "],
    isRecord ? ["only the provider's record is shown", "cyan"] : STATES[state],
  )
  if (asked !== null) writeLines(page, 4, requestLines(asked))
  if (answer !== null) writeLines(page, 4, responseLines(answer))
  writeFindings(page, 4, findings)
}

function writeLines(page: Page, indent: number, lines: readonly Line[]): void {
  for (const line of lines) page.words(indent, line)
}

const STYLES: Readonly<Record<Severity, Style>> = { wrong: "red", open: "yellow", note: "dim" }

function writeFindings(page: Page, indent: number, findings: readonly Finding[]): void {
  for (const [index, { severity, side, key, path, problem, meaning, advice }] of findings.entries()) {
    const next = findings[index + 1]
    const isSaidBelow = next !== undefined && next.key === key && next.advice === advice
    const where = [side === null || key === null ? "" : `${side}'s ${key}`, path.join(".")]
    const place = where.filter((part) => part !== "").join(" › ")
    const style = STYLES[severity]
    page.line(indent, [severity.toUpperCase().padEnd(9), style], [place === "" ? problem : place])
    if (place !== "") page.words(indent, ["", problem], style === "dim" ? undefined : style)
    if (meaning !== "") page.words(indent, ["", meaning])
    if (advice !== "" && !isSaidBelow) page.words(indent, ["", advice])
  }
}

function summary(report: Report): readonly [text: string, style: Style] {
  const open = findingsOf(report).filter(({ severity }) => severity === "open").length
  const things = (number: number) => `${number} ${number === 1 ? "thing is" : "things are"}`
  const { wrong } = report
  if (wrong > 0) return [`${things(wrong)} wrong${open === 0 ? "" : `, ${things(open)} open`}.`, "red"]
  return open > 0 ? [`Nothing is wrong; ${things(open)} open.`, "yellow"] : ["Nothing is wrong.", "green"]
}
