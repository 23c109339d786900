import { fingerprint, type Kind, type OurOutcome, type Outcome, ourOutcome } from "./wire-outcome.ts"
import type { AdaptedOutcome, WireServer } from "./wire-server.ts"

/** The result of comparing documents. */
export interface Comparison {
  readonly accepted: number
  /** Number of documents with each deviation of the table. */
  readonly deviations: ReadonlyMap<string, number>
  /** Descriptions of documents that no deviation explains. */
  readonly differences: readonly string[]
}

/**
 * Parses texts with both libraries. Where the outcomes differ, Python parses the document again without the deviations of the table and
 * must then agree to the byte. A deviation can therefore not hide another difference in the same document.
 */
export async function compareReading(
  server: WireServer,
  kind: Kind,
  texts: readonly string[],
  only?: string,
): Promise<Comparison> {
  const python = await server.read(kind, texts)
  const pairs = texts.map((text, index) => ({ text, ours: ourOutcome(kind, text), python: python[index] }))
  const deviations = new Map<string, number>()
  const differences: string[] = []
  const differing = pairs.filter(({ ours, python }) => !agree(ours, python))
  const adapted = await server.readAdapted(
    kind,
    differing.map(({ text }) => text),
    only,
  )
  for (const [index, { text, ours, python }] of differing.entries()) {
    const again = adapted[index]
    const named = again !== undefined && again.deviations.length > 0 && agreesAdapted(ours, again)
    if (!named) differences.push(describe(kind, text, { ours: ours.outcome, python, again }))
    for (const number of named ? again.deviations : [])
      deviations.set(number, (deviations.get(number) ?? 0) + 1)
  }
  return { accepted: pairs.filter(({ ours }) => "text" in ours.outcome).length, deviations, differences }
}

function agree({ outcome, warnings }: OurOutcome, python: Outcome | undefined): boolean {
  return python !== undefined && warnings.length === 0 && fingerprint(outcome) === fingerprint(python)
}

function agreesAdapted(ours: OurOutcome, again: AdaptedOutcome): boolean {
  if (givesUpFirst(ours.outcome, again) || isTrailingComma(ours.outcome, again)) return true
  if (fingerprint(ours.outcome) !== fingerprint(bare(again))) return false
  if (!("text" in ours.outcome)) return true
  return sorted(ours.warnings.map(({ path }) => path)) === sorted(again.unknown)
}

function bare(outcome: AdaptedOutcome): Outcome {
  const { deviations: _deviations, unknown: _unknown, ...rest } = outcome
  return rest
}

/** Whether the TypeScript library refuses a text for its depth or digits where Python does too, or finds a syntax error further on. */
function givesUpFirst(ours: Outcome, python: Outcome): boolean {
  const [our, their] = [wholeError(ours), wholeError(python)]
  if (!LIMIT.test(our)) return false
  return LIMIT.test(their) || position(their) >= position(our)
}

/** From Python 3.13 on, a comma before a closing bracket has its own message, at the position of the comma instead of after it. */
function isTrailingComma(ours: Outcome, python: Outcome): boolean {
  const [our, their] = [wholeError(ours), wholeError(python)]
  const worded = /^Illegal trailing comma/.test(their) && /^Expecting (property name|value)/.test(our)
  return worded && position(our) > position(their)
}

const LIMIT = /^(Nested too deeply|Number has too many digits)/

/** The message, if the only error concerns the whole document. */
function wholeError(outcome: Outcome): string {
  if (!("errors" in outcome) || outcome.errors.length !== 1) return ""
  const [path, message] = outcome.errors[0] ?? [[""], ""]
  return path.length === 0 ? message : ""
}

const position = (message: string): number => Number(/\(char (\d+)\)$/.exec(message)?.[1] ?? -1)

const sorted = (paths: readonly (readonly string[])[]): string =>
  paths
    .map((path) => JSON.stringify(path))
    .sort()
    .join("\n")

function describe(kind: Kind, text: string, outcomes: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(outcomes).map(
    ([whose, outcome]) => `  ${whose}: ${JSON.stringify(outcome).slice(0, 2000)}`,
  )
  return [`${kind} ${JSON.stringify(text).slice(0, 2000)}`, ...lines].join("\n")
}
