import { otherRole, type Role } from "../input/relation.ts"
import type { Severity } from "../report/finding.ts"
import {
  type Finding,
  findingsOf,
  type Party,
  type RelationReport,
  type Report,
  type RequestReport,
  type RequestState,
} from "../report/report.ts"
import {
  capabilityWords,
  documentLines,
  extensionWords,
  type Line,
  requestLines,
  responseLines,
} from "./lines.ts"
import { Page, type Paint, type Style } from "./page.ts"
import { safeText } from "./printable.ts"

export interface TextOptions {
  readonly paint: Paint
  readonly width: number
  /** Takes out of a text what nobody may see. */
  readonly clean: (text: string) => string
}

/** The report for people. */
export function renderText(report: Report, { paint, width, clean }: TextOptions): string {
  return new Text(new Page(paint, width), (text) => safeText(clean(text))).render(report)
}

const ROLES = ["consumer", "provider"] as const

const STATES: Readonly<Record<RequestState, readonly [words: string, style: Style]>> = {
  answered: ["answered", "green"],
  refused: ["refused", "yellow"],
  stale: ["answered before it changed; the answer is stale", "yellow"],
  unanswered: ["not answered", "yellow"],
  unusable: ["cannot be used", "red"],
  "unreadable-answer": ["the answer cannot be read", "red"],
  leftover: ["withdrawn, something is left over", "yellow"],
  "request-not-shown": ["answered; whether to what is asked now cannot be told", "cyan"],
  "answer-not-shown": ["asked, the answer is not shown", "cyan"],
}

const STYLES: Readonly<Record<Severity, Style>> = { wrong: "red", open: "yellow", note: "dim" }

class Text {
  readonly #page: Page
  readonly #safe: (text: string) => string

  constructor(page: Page, safe: (text: string) => string) {
    this.#page = page
    this.#safe = safe
  }

  render(report: Report): string {
    const { juju, relations, leftOut, document } = report
    if (juju !== null && relations.length > 0) this.#lines(0, [["databags", jujuWords(juju)]])
    for (const relation of relations) this.#relation(relation)
    if (document !== null) {
      this.#page.line(0, this.#page.paint("bold", `a ${document.as} document`))
      this.#lines(2, documentLines(document))
      this.#findings(2, document.findings)
    }
    if (leftOut.length > 0) {
      this.#page.gap()
      this.#lines(0, [["left out", `relations of ${leftOut.join(", ")}; to see one: --endpoint NAME`]])
    }
    if (juju !== null && relations.length === 0)
      this.#page.line(0, "There is no relation of the loadbalancer interface here.")
    this.#page.gap()
    this.#page.line(0, this.#page.paint(...summary(report)))
    return this.#page.toString()
  }

  #relation(relation: RelationReport): void {
    const { capabilities, findings, requests } = relation
    const parties = ROLES.map((role) => ({ role, ...relation[role] }))
    const versions = parties.map(
      ({ role, shown, version }) => `${role} ${shown ? (version ?? "none") : "not shown"}`,
    )
    this.#page.gap()
    this.#page.line(0, this.#page.paint("bold", this.#safe(title(relation))))
    this.#lines(2, [
      ["version", versions.join(", ")],
      ...parties.flatMap(({ role, extensions }): Line[] =>
        extensions === null ? [] : [["extends", `the ${role} understands ${extensionWords(extensions)}`]],
      ),
      ...(capabilities === null ? [] : [["can", `the provider: ${capabilityWords(capabilities)}`] as const]),
      ...parties.flatMap(({ role, otherKeys: keys }): Line[] =>
        keys.length === 0
          ? []
          : [["others", `keys of the ${role} that are no part of the interface: ${keys.join(", ")}`]],
      ),
    ])
    const hidden = ROLES.find((role) => !relation[role].shown)
    if (hidden !== undefined) this.#hidden(hidden, relation)
    this.#findings(2, findings)
    for (const request of requests) this.#request(request)
  }

  /** Names units that are known to exist only. */
  #hidden(role: Role, relation: RelationReport): void {
    const [hidden, other] = [relation[role], relation[otherRole(role)]]
    const units = ROLES.map((one) => relation[one].unit).filter((unit) => unit !== null)
    const what = `the ${role}'s databag is not in this input`
    if (units.length < 2) {
      const application = hidden.application ?? `the ${role}`
      const also = other.unit === null ? "" : ` as well as for ${other.unit}`
      this.#lines(2, [
        ["hidden", `${what}; to see both, run juju show-unit for a unit of ${application}${also}`],
      ])
      return
    }
    this.#lines(2, [["hidden", `${what}; to see both:`]])
    // Not wrapped, to be copied.
    this.#page.line(11, this.#safe(`juju show-unit ${units.join(" ")} --format json`))
  }

  #request({ name, state, asked, answer, findings }: RequestReport): void {
    const isRecord = state === "request-not-shown" && answer === null
    const [words, style] = isRecord
      ? (["only the provider's record is shown", "cyan"] as const)
      : STATES[state]
    this.#page.gap()
    const heading = this.#page.paint("bold", `request ${this.#safe(JSON.stringify(name))}`)
    this.#page.line(2, `${heading}: ${this.#page.paint(style, words)}`)
    this.#lines(4, asked === null ? [] : requestLines(asked))
    this.#lines(4, answer === null ? [] : responseLines(answer))
    this.#findings(4, findings)
  }

  #lines(indent: number, lines: readonly Line[]): void {
    for (const [label, words] of lines) this.#page.words(indent, label, this.#safe(words))
  }

  #findings(indent: number, findings: readonly Finding[]): void {
    for (const [index, one] of findings.entries()) {
      const next = findings[index + 1]
      const isSaidBelow = next !== undefined && next.key === one.key && next.advice === one.advice
      this.#finding(indent, isSaidBelow ? { ...one, advice: "" } : one)
    }
  }

  #finding(indent: number, { severity, side, key, path, problem, meaning, advice }: Finding): void {
    const where = [side === null || key === null ? "" : `${side}'s ${key}`, path.join(".")]
    const place = where.filter((part) => part !== "").join(" › ")
    const style = STYLES[severity]
    const label = this.#page.paint(style, severity.toUpperCase().padEnd(9))
    this.#page.line(indent, `${label}${this.#safe(place === "" ? problem : place)}`)
    const words = [place === "" ? "" : problem, meaning, advice]
    for (const [index, text] of words.entries()) {
      const painted = index === 0 && style !== "dim" ? style : undefined
      if (text !== "") this.#page.words(indent, "", this.#safe(text), painted)
    }
  }
}

function jujuWords({ dataOf, by }: NonNullable<Report["juju"]>): string {
  const isRelated = dataOf === "related"
  const whose = isRelated
    ? "the related application's (Juju 2.9 and 3.x)"
    : "the unit's own application's (Juju 4)"
  const how = {
    option: "as you said",
    "endpoint-names": "told by the endpoints' names",
    assumption: `assumed; if that is wrong, add ${isRelated ? "--juju4" : "--juju3"}`,
  }[by]
  return `taken for ${whose}: ${how}`
}

function title({ id, consumer, provider }: RelationReport): string {
  const side = ({ application, endpoint }: Party, otherwise: string) =>
    `${application ?? otherwise}${endpoint ? `:${endpoint}` : ""}`
  const asks = `${side(consumer, "a consumer")} asks ${side(provider, "a provider")}`
  return id === null ? asks : `relation ${id}: ${asks}`
}

function summary(report: Report): readonly [Style, string] {
  const open = findingsOf(report).filter(({ severity }) => severity === "open").length
  const things = (number: number) => `${number} ${number === 1 ? "thing is" : "things are"}`
  const { wrong } = report
  if (wrong > 0) return ["red", `${things(wrong)} wrong${open === 0 ? "" : `, ${things(open)} open`}.`]
  return open > 0 ? ["yellow", `Nothing is wrong; ${things(open)} open.`] : ["green", "Nothing is wrong."]
}
