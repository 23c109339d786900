import type { Side } from "./charm-endpoint.ts"
import { KNOWN_DEFECTS, type KnownDefect } from "./known-defects.ts"

/** The outcome of one case. */
export interface CaseResult {
  readonly id: string
  readonly group: string
  readonly title: string
  /** The sentence of PROTOCOL.md that it proves. */
  readonly proves: string
  /** Not applicable: the charm does not have what the case is about, and need not have it. */
  readonly outcome: "passed" | "failed" | "not applicable" | "not run"
  /** What was expected and what was seen; why it is not applicable or was not run; empty if it passed. */
  readonly problems: readonly string[]
  /** Number of the Python library's defect that makes its charms fail here. */
  readonly python?: KnownDefect
}

/** What `loadbalancer-conformance --json` prints. */
export interface Report {
  /** Of this report; another number when its fields change their meaning. */
  readonly format: 1
  readonly charm: string
  readonly endpoint: string
  readonly side: Side
  readonly engine: "minijuju" | "juju"
  /** All cases of the charm's side passed or are not applicable; false if only some were chosen. */
  readonly conforms: boolean
  /** Number of cases that were chosen, and of all cases of the charm's side. */
  readonly selected: number
  readonly total: number
  readonly passed: number
  readonly failed: number
  readonly notApplicable: number
  readonly notRun: number
  readonly cases: readonly CaseResult[]
}

/** The lines for people about one case. */
export function caseText({ id, title, proves, outcome, problems, python }: CaseResult): string {
  const first = `${MARKS[outcome]} ${id}: ${title}`
  if (outcome === "passed") return first
  if (outcome === "not applicable") return [first, ...problems.map(indented)].join("\n")
  const defect =
    python === undefined ? [] : [`charms with the Python library: ${python}, ${KNOWN_DEFECTS[python]}`]
  return [first, ...[...problems, `PROTOCOL.md: “${proves}”`, ...defect].map(indented)].join("\n")
}

/** The last line for people. */
export function summaryText(report: Report): string {
  const { charm, side, endpoint, conforms, selected, total, passed, failed, notApplicable, notRun } = report
  const counts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(notApplicable === 0 ? [] : [`${notApplicable} not applicable`]),
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ].join(", ")
  const chosen = selected === total ? "" : ` in ${selected} of ${total} cases`
  const verdict = conforms ? "conforms" : hasPassed(report) ? "has no failure" : "does not conform"
  return `${charm} ${verdict} as a ${side} (endpoint ${endpoint})${chosen}: ${counts}`
}

/** Whether no case that was chosen failed. */
export function hasPassed({ failed, notRun }: Report): boolean {
  return failed + notRun === 0
}

const MARKS = { passed: "ok  ", failed: "FAIL", "not applicable": "n/a ", "not run": "--  " } as const

function indented(text: string): string {
  return text.replace(/^/gm, "       ")
}
