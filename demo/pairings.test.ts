import { inProcess } from "@charmkit/testing"
import { Model } from "minijuju"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { charm as reactiveConsumer } from "../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import { charm as reactiveProvider } from "../examples/lb-provider-reactive/src/charm.ts"
import type { Reporter } from "./reporter.ts"
import { Observations, type Style, tellStory } from "./story.ts"

const project = (name: string) => new URL(`../examples/${name}/`, import.meta.url)

const providers = {
  operator: inProcess(LbProviderCharm, { project: project("lb-provider") }),
  reactive: inProcess(reactiveProvider.CharmClass, { project: project("lb-provider-reactive") }),
}
const consumers = {
  operator: inProcess(LbConsumerCharm, { project: project("lb-consumer") }),
  reactive: inProcess(reactiveConsumer.CharmClass, { project: project("lb-consumer-reactive") }),
}

class Notes implements Reporter {
  readonly facts: string[] = []
  step(): void {}
  note(): void {}
  event(): void {}
  end(): void {}
  observed(fact: string): void {
    this.facts.push(fact)
  }
}

const pairs: readonly (readonly [consumer: Style, provider: Style])[] = [
  ["operator", "operator"],
  ["operator", "reactive"],
  ["reactive", "operator"],
  ["reactive", "reactive"],
]

test.each(pairs)(
  "the story of the demo holds for a %s consumer and a %s provider",
  async (consumer, provider) => {
    await using model = await Model.start()
    const reporter = new Notes()
    const observations = new Observations(model)
    const charms = { consumer: consumers[consumer], provider: providers[provider] }
    await tellStory({ model, reporter, observations }, charms)
    expect(reporter.facts).toHaveLength(5)
  },
)
