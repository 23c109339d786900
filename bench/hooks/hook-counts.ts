import type { Side } from "./cases.ts"

/** Juju's kinds of hooks; `relation-changed` is two, because different writes cause them. */
export const KINDS = [
  "install",
  "relation-created",
  "leader-elected",
  "leader-settings-changed",
  "config-changed",
  "start",
  "relation-joined",
  "relation-changed of a unit",
  "relation-changed of an application",
  "relation-departed",
  "relation-broken",
  "stop",
  "remove",
] as const
export type Kind = (typeof KINDS)[number]

/** A side's kind of hook, as the rows of a table: `consumer: relation-joined`. */
export type Label = `${Side}: ${Kind}`

const SIDES: readonly Side[] = ["provider", "consumer"]
export const LABELS: readonly Label[] = SIDES.flatMap((side) =>
  KINDS.map((kind): Label => `${side}: ${kind}`),
)

/** Numbers of hooks, by side and kind. What is not there is zero. */
export class HookCounts {
  readonly #counts = new Map<Label, number>()

  get(label: Label): number {
    return this.#counts.get(label) ?? 0
  }

  add(side: Side, kind: Kind, count = 1): void {
    this.#counts.set(`${side}: ${kind}`, this.get(`${side}: ${kind}`) + count)
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** What is left when the other counts are taken away, without zeros; negative where the others are more. */
  minus(other: HookCounts): Partial<Record<Label, number>> {
    const differences = LABELS.map((label) => [label, this.get(label) - other.get(label)] as const)
    return Object.fromEntries(differences.filter(([, difference]) => difference !== 0))
  }
}

/**
 * The kind of a hook, as minijuju describes it: `db-relation-changed hook for mysql/0`.
 * @throws Error for a kind that no case is expected to cause
 */
export function kindOf(description: string): Kind {
  const [name = "", about] = description.split(/ hook(?: for )?/)
  const short = name.replace(/^.*-(?=relation-)/, "")
  const kind = short === "relation-changed" ? `${short} of ${about ? "a unit" : "an application"}` : short
  const known = KINDS.find((one) => one === kind)
  if (known === undefined) throw new Error(`a hook was not expected: ${description}`)
  return known
}
