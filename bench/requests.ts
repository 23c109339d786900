import type { Benchmark } from "./benchmark.ts"
import { compare } from "./relations.ts"
import { consumerWith, providerWith } from "./scenarios.ts"

/** Hooks of both sides with one relation that contains a growing number of requests. */
export const requests: Benchmark = {
  name: "requests",
  about: "both sides' hooks with 1, 10, 100 and 1,000 requests in one relation",
  async run(fixtures) {
    const sizes = fixtures.quick ? [1, 3] : [1, 10, 100, 1000]
    const provider = await fixtures.pack("examples/lb-provider")
    const consumer = await fixtures.pack("examples/lb-consumer")
    const asked = await compare(fixtures, sizes, "requests", (size) =>
      providerWith(fixtures, provider, 1, size),
    )
    const asking = await compare(fixtures, sizes, "requests", (size) =>
      consumerWith(fixtures, consumer, size),
    )
    return { groups: [...named("provider", asked.groups), ...named("consumer", asking.groups)] }
  },
}

function named<Group extends { readonly title: string }>(side: string, groups: readonly Group[]): Group[] {
  return groups.map((group) => ({ ...group, title: `${side}, ${group.title}` }))
}
