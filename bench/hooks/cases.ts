/** The two ends of the relation: the application that answers requests, and those that send them. */
export type Side = "provider" | "consumer"

/** What an operator does to a settled model. */
export type Change =
  | { readonly kind: "add-units"; readonly side: Side; readonly count: number }
  | { readonly kind: "remove-consumer-units"; readonly count: number }
  /** Applications of one unit each, in relations of their own, one after the other. */
  | { readonly kind: "add-consumers"; readonly count: number }
  | { readonly kind: "change-request" }
  | { readonly kind: "move-leader"; readonly side: Side }

/** A settled model of one provider and one related consumer, and a change whose hooks are counted. */
export interface HooksCase {
  readonly title: string
  /** Units of each side before the change. */
  readonly units: Readonly<Record<Side, number>>
  readonly change: Change
}

/** The cases at these sizes. The numbers of hooks of a case depend on its sizes only, which are in its title. */
function casesOf({ grown, consumers, units }: Sizes): readonly HooksCase[] {
  const grows = (side: Side, to: number): HooksCase => ({
    title: `1 → ${to} ${side} units`,
    units: { provider: 1, consumer: 1 },
    change: { kind: "add-units", side, count: to - 1 },
  })
  const both = { provider: units, consumer: units }
  const among = `${units} units on each side`
  return [
    ...grown.consumer.map((to) => grows("consumer", to)),
    ...grown.provider.map((to) => grows("provider", to)),
    {
      title: `${units} → 1 consumer units`,
      units: { provider: 1, consumer: units },
      change: { kind: "remove-consumer-units", count: units - 1 },
    },
    {
      title: `1 → ${consumers + 1} consumers on one provider`,
      units: { provider: 1, consumer: 1 },
      change: { kind: "add-consumers", count: consumers },
    },
    { title: `a changed request, ${among}`, units: both, change: { kind: "change-request" } },
    {
      title: `another leader of the provider, ${among}`,
      units: both,
      change: { kind: "move-leader", side: "provider" },
    },
    {
      title: `another leader of the consumer, ${among}`,
      units: both,
      change: { kind: "move-leader", side: "consumer" },
    },
  ]
}

interface Sizes {
  /** Numbers of units to which a side grows. */
  readonly grown: Readonly<Record<Side, readonly number[]>>
  /** Applications that are added. */
  readonly consumers: number
  /** Units of each side, where none is added. */
  readonly units: number
}

/** For `--quick`. */
export const SMALLEST = casesOf({ grown: { consumer: [2], provider: [2] }, consumers: 1, units: 2 })

/** For `npm test`. */
export const FEW = casesOf({ grown: { consumer: [10], provider: [5] }, consumers: 4, units: 2 })

export const ALL = casesOf({ grown: { consumer: [5, 10, 20], provider: [20] }, consumers: 99, units: 5 })
