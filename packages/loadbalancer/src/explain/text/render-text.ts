import type { Role } from "../input/relation-view.ts"
import type { Finding, Party, RelationReport, Report, RequestReport, Severity } from "../report/report.ts"
import { beyondLines, capabilityWords } from "./beyond-words.ts"
import { Page, type Paint, type Style } from "./page.ts"
import { safeText } from "./safe-text.ts"
import { answerLines, askedLines, relationTitle, stateWords } from "./words.ts"

export interface TextOptions {
  readonly paint: Paint
  readonly width: number
  /** Takes out of a text what nobody may see. */
  readonly clean: (text: string) => string
}

/** The report for people. */
export function renderText(report: Report, { paint, width, clean }: TextOptions): string {
  const page = new Page(paint, width)
  const safe = (text: string) => safeText(clean(text))
  writeJuju(page, report)
  for (const relation of report.relations) writeRelation(page, relation, safe)
  if (report.document !== null) {
    const { as, asked, answer, findings } = report.document
    page.line(0, paint("bold", `a ${as} document`))
    writeLines(page, 2, asked === null ? [] : askedLines(asked), safe)
    writeLines(page, 2, answer === null ? [] : answerLines(answer), safe)
    writeLines(page, 2, beyondLines(report.document), safe)
    writeFindings(page, 2, findings, safe)
  }
  writeLeftOut(page, report, safe)
  page.gap()
  page.line(0, summary(report, paint))
  return page.toString()
}

type Safe = (text: string) => string

function writeJuju(page: Page, { juju, relations }: Report): void {
  if (juju === null || relations.length === 0) return
  const whose =
    juju.dataOf === "related"
      ? "the related application's (Juju 2.9 and 3.x)"
      : "the unit's own application's (Juju 4)"
  const how = {
    option: "as you said",
    "endpoint-names": "told by the endpoints' names",
    assumption: `assumed; if that is wrong, add ${juju.dataOf === "related" ? "--juju4" : "--juju3"}`,
  }[juju.by]
  page.words(0, "databags", `taken for ${whose}: ${how}`)
}

function writeRelation(page: Page, relation: RelationReport, safe: Safe): void {
  page.gap()
  page.line(0, page.paint("bold", safe(relationTitle(relation))))
  page.words(
    2,
    "version",
    safe(`${version("consumer", relation.consumer)}, ${version("provider", relation.provider)}`),
  )
  for (const [role, { extensions }] of [
    ["consumer", relation.consumer],
    ["provider", relation.provider],
  ] as const) {
    if (extensions !== null)
      page.words(
        2,
        "extends",
        safe(`the ${role} understands ${extensions.join(", ") || "nothing beyond version 1"}`),
      )
  }
  if (relation.capabilities !== null)
    page.words(2, "can", safe(`the provider: ${capabilityWords(relation.capabilities)}`))
  for (const [role, party] of [
    ["consumer", relation.consumer],
    ["provider", relation.provider],
  ] as const) {
    if (party.otherKeys.length === 0) continue
    page.words(
      2,
      "others",
      safe(`keys of the ${role} that are no part of the interface: ${party.otherKeys.join(", ")}`),
    )
  }
  const hidden = hiddenSide(relation)
  if (hidden !== undefined) {
    page.words(2, "hidden", `the ${hidden.role}'s databag is not in this input; to see both:`)
    // Not wrapped, to be copied.
    page.line(11, safe(hidden.command))
  }
  writeFindings(page, 2, relation.findings, safe)
  for (const request of relation.requests) writeRequest(page, request, safe)
}

const version = (role: string, { shown, version: text }: Party): string =>
  `${role} ${shown ? (text ?? "none") : "not shown"}`

function hiddenSide({ consumer, provider }: RelationReport): { role: Role; command: string } | undefined {
  if (consumer.shown && provider.shown) return undefined
  const unit = ({ application }: Party, unknown: string) => `${application ?? unknown}/0`
  return {
    role: consumer.shown ? "provider" : "consumer",
    command: `juju show-unit ${unit(consumer, "CONSUMER")} ${unit(provider, "PROVIDER")} --format json`,
  }
}

function writeRequest(page: Page, request: RequestReport, safe: Safe): void {
  const [words, style] = stateWords(request)
  page.gap()
  page.line(
    2,
    `${page.paint("bold", `request ${safe(JSON.stringify(request.name))}`)}: ${page.paint(style, words)}`,
  )
  writeLines(page, 4, request.asked === null ? [] : askedLines(request.asked), safe)
  writeLines(page, 4, request.answer === null ? [] : answerLines(request.answer), safe)
  writeFindings(page, 4, request.findings, safe)
}

function writeLines(
  page: Page,
  indent: number,
  lines: readonly (readonly [string, string])[],
  safe: Safe,
): void {
  for (const [label, words] of lines) page.words(indent, label, safe(words))
}

const STYLES: Readonly<Record<Severity, Style>> = { wrong: "red", open: "yellow", note: "dim" }

function writeFindings(page: Page, indent: number, findings: readonly Finding[], safe: Safe): void {
  for (const [index, one] of findings.entries()) {
    const next = findings[index + 1]
    const saidBelow = next !== undefined && next.key === one.key && next.advice === one.advice
    writeFinding(page, indent, saidBelow ? { ...one, advice: "" } : one, safe)
  }
}

function writeFinding(page: Page, indent: number, one: Finding, safe: Safe): void {
  const { severity, side, key, path, problem, meaning, advice } = one
  const where = [side === null || key === null ? "" : `${side}'s ${key}`, path.join(".")]
  const place = safe(where.filter((part) => part !== "").join(" › "))
  const style = STYLES[severity]
  const label = page.paint(style, severity.toUpperCase().padEnd(9))
  page.line(indent, `${label}${place === "" ? safe(problem) : place}`)
  if (place !== "") page.words(indent, "", safe(problem), style === "dim" ? undefined : style)
  if (meaning !== "") page.words(indent, "", safe(meaning))
  if (advice !== "") page.words(indent, "", safe(advice))
}

function writeLeftOut(page: Page, { leftOut, relations, juju }: Report, safe: Safe): void {
  if (leftOut.length > 0) {
    page.gap()
    page.words(0, "left out", safe(`relations of ${leftOut.join(", ")}; to see one: --endpoint NAME`))
  }
  if (juju !== null && relations.length === 0)
    page.line(0, "There is no relation of the loadbalancer interface here.")
}

function summary({ wrong, relations, document }: Report, paint: Paint): string {
  const findings = relations.flatMap((one) => [
    ...one.findings,
    ...one.requests.flatMap((request) => request.findings),
  ])
  const open = [...findings, ...(document?.findings ?? [])].filter(
    ({ severity }) => severity === "open",
  ).length
  if (wrong === 0 && open === 0) return paint("green", "Nothing is wrong.")
  const waiting = open === 0 ? "" : `${open} ${open === 1 ? "thing is" : "things are"} open`
  if (wrong === 0) return paint("yellow", `Nothing is wrong; ${waiting}.`)
  const bad = `${wrong} ${wrong === 1 ? "thing is" : "things are"} wrong`
  return paint("red", waiting === "" ? `${bad}.` : `${bad}, ${waiting}.`)
}
