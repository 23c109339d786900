import { inProcess } from "@charmkit/testing"
import { Model } from "minijuju"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { LbConsumerDeclaredCharm } from "../examples/lb-consumer-declared/src/charm.ts"
import { charm as reactiveConsumer } from "../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import { LbProviderDeclaredCharm } from "../examples/lb-provider-declared/src/charm.ts"
import { charm as reactiveProvider } from "../examples/lb-provider-reactive/src/charm.ts"
import { RecordingReporter } from "./recording-reporter.ts"
import { Observations, runScenario, STYLES } from "./scenario.ts"

const project = (name: string) => new URL(`../examples/${name}/`, import.meta.url)

const providers = {
  operator: inProcess(LbProviderCharm, { project: project("lb-provider") }),
  declared: inProcess(LbProviderDeclaredCharm, { project: project("lb-provider-declared") }),
  reactive: inProcess(reactiveProvider.CharmClass, { project: project("lb-provider-reactive") }),
}
const consumers = {
  operator: inProcess(LbConsumerCharm, { project: project("lb-consumer") }),
  declared: inProcess(LbConsumerDeclaredCharm, { project: project("lb-consumer-declared") }),
  reactive: inProcess(reactiveConsumer.CharmClass, { project: project("lb-consumer-reactive") }),
}

const pairs = STYLES.flatMap((consumer) => STYLES.map((provider) => [consumer, provider] as const))

test.each(pairs)(
  "the scenario of the demo succeeds, consumer: %s, provider: %s",
  async (consumer, provider) => {
    await using model = await Model.start()
    const reporter = new RecordingReporter()
    const observations = new Observations(model)
    const charms = { consumer: consumers[consumer], provider: providers[provider] }
    await runScenario({ model, reporter, observations }, charms)
    expect(reporter.facts).toHaveLength(5)
  },
)

test.each(STYLES)(
  "%s: the provider serves consumers of all styles; one withdraws its request, one is removed and related again",
  async (style) => {
    await using model = await Model.start()
    await model.deploy(providers[style], { name: "lb", units: 2, config: { address: "192.0.2.7" } })
    for (const [name, consumer] of Object.entries(consumers)) {
      await model.deploy(consumer, { name, units: 2 })
      model.integrate(name, "lb")
    }
    const status = (unit: string) => {
      const { current, message } =
        model.status().applications[unit.split("/")[0] ?? ""]?.units[unit]?.["workload-status"] ?? {}
      return `${current}: ${message}`
    }
    const seen = () => new Set(STYLES.flatMap((name) => [`${name}/0`, `${name}/1`]).map(status))
    const reachable = "active: reachable at 192.0.2.7"
    await model.settle()
    model.updateStatus()
    await model.settle()
    expect(seen()).toEqual(new Set([reachable]))
    expect(status("lb/0")).toBe("active: 3 requests")

    for (const name of Object.keys(consumers)) model.config(name, { "load-balanced": false })
    await model.settle()
    expect(seen()).toEqual(new Set(["waiting: for the load balancer"]))
    expect(status("lb/0")).toBe("active: 0 requests")

    for (const name of Object.keys(consumers)) {
      model.removeRelation(name, "lb")
      model.config(name, { "load-balanced": true })
    }
    await model.settle()
    expect(seen()).toEqual(new Set(["waiting: for a load balancer provider"]))

    for (const name of Object.keys(consumers)) model.integrate(name, "lb")
    await model.setLeader("lb/1")
    await model.settle()
    model.updateStatus()
    await model.settle()
    expect(seen()).toEqual(new Set([reachable]))
    expect(status("lb/1")).toBe("active: 3 requests")
  },
)
