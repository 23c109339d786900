import type { HooksCase, Side } from "./cases.ts"
import type { Counted } from "./count.ts"
import { LABELS, type Label } from "./hook-counts.ts"
import { leastHooks, otherSide } from "./least.ts"

/** Keys that one side writes into its application databag for itself, and why. */
const RECORDS = {
  handled_: "what the provider has answered, for its next leader",
} as const

/** Says for each kind of hook of which there are more than the least where they come from. */
export function explain(one: HooksCase, counted: Counted): string[] {
  const more = counted.hooks.minus(leastHooks(one))
  return LABELS.filter((label) => (more[label] ?? 0) > 0).map(
    (label) => `${label}: ${causeOf(label, counted)}`,
  )
}

function causeOf(label: Label, { writes }: Counted): string {
  const reader = label.startsWith("provider") ? "provider" : "consumer"
  const writer = otherSide(reader)
  const all = [...writes[writer]].map(([keys, count]) => ({ keys: keys.split(" "), count }))
  const records = all.filter(({ keys }) => keys.every((key) => recordOf(key) !== undefined))
  if (!label.endsWith("of an application") || all.length === 0) return "no write explains these"
  return `the ${writer}'s leader wrote ${records.length > 0 ? listed(records, reader) : listed(all, reader)}`
}

interface Write {
  readonly keys: readonly string[]
  readonly count: number
}

function listed(writes: readonly Write[], reader: Side): string {
  const texts = writes.map(({ keys, count }) => {
    const records = new Set(keys.map(recordOf))
    const why = records.has(undefined) ? "" : ` (${[...records].join(", ")}; no ${reader} reads it)`
    return `${keys.join(", ")} in ${count} hook${count === 1 ? "" : "s"}${why}`
  })
  return texts.join("; ")
}

function recordOf(key: string): string | undefined {
  return Object.entries(RECORDS).find(([prefix]) => key.startsWith(prefix))?.[1]
}
