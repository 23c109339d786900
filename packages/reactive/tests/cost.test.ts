import { readFileSync } from "node:fs"
import type { CharmClass } from "@charmkit/ops"
import { type CharmSpec, parseCharmSpec, parseYaml, splitCharmcraft } from "@charmkit/ops/metadata"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { charm as reactiveConsumer } from "../../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { charm as reactiveProvider } from "../../../examples/lb-provider-reactive/src/charm.ts"
import { FakeJuju } from "../../ops/tests/fake-juju.ts"
import { relationEnv, runHook } from "../../ops/tests/run-hook.ts"

const RELATIONS = 100

function specOf(example: string): CharmSpec {
  const file = new URL(`../../../examples/${example}/charmcraft.yaml`, import.meta.url)
  const charmcraft = parseYaml(readFileSync(file, "utf8"), "charmcraft.yaml")
  return parseCharmSpec(splitCharmcraft(charmcraft, "charmcraft.yaml"), "charmcraft.yaml")
}

/** A Juju that keeps the charm's published data for the next hook. */
class KeepingJuju extends FakeJuju {
  override run(tool: string, args: readonly string[], stdin?: string): string {
    const output = super.run(tool, args, stdin)
    if (tool === "relation-set") {
      const relation = this.relations.find(({ endpoint, id }) => args.includes(`${endpoint}:${id}`))
      const owner = args.includes("--app") ? "me" : "me/0"
      const data: Record<string, string> = { ...relation?.others?.[owner], ...JSON.parse(stdin ?? "{}") }
      if (relation !== undefined) relation.others = { ...relation.others, [owner]: data }
    }
    return output
  }
}

/** One unit of a charm; its hooks return the tools that they call. */
class Unit {
  readonly juju = new KeepingJuju()
  readonly #CharmClass: CharmClass
  readonly #spec: CharmSpec

  constructor(CharmClass: CharmClass, example: string, config: Record<string, unknown>) {
    this.#CharmClass = CharmClass
    this.#spec = specOf(example)
    this.juju.config = config
  }

  async hook(hook: string, env: Record<string, string> = {}): Promise<readonly string[]> {
    this.juju.calls.length = 0
    const options = { spec: this.#spec }
    const { error } = await runHook({ juju: this.juju, CharmClass: this.#CharmClass, hook, env, options })
    if (error !== undefined) throw error
    return [...this.juju.tools].sort()
  }
}

async function provider(CharmClass: CharmClass, example: string, relations: number): Promise<Unit> {
  const unit = new Unit(CharmClass, example, { address: "192.0.2.1" })
  await unit.hook("install")
  for (let id = 1; id <= relations; id += 1) {
    const request = { id: "i", name: "web", protocol: "tcp", port_mapping: { 1: 2 }, sent_hash: `h${id}` }
    unit.juju.relations.push({
      endpoint: "lb-consumers",
      id,
      app: `web${id}`,
      units: { [`web${id}/0`]: { "ingress-address": "10.0.0.1" } },
      appData: { version: "1", request_web: JSON.stringify(request) },
    })
    await unit.hook("lb-consumers-relation-changed", relationEnv(`lb-consumers:${id}`, `web${id}/0`))
    expect(unit.juju.relations.at(-1)?.others?.me?.response_web).toContain("192.0.2.1")
  }
  // The flag `changed` is cleared at the start of this hook.
  await unit.hook("update-status")
  return unit
}

async function consumer(CharmClass: CharmClass, example: string): Promise<Unit> {
  const unit = new Unit(CharmClass, example, { "load-balanced": true, public: true, port: 80 })
  await unit.hook("install")
  unit.juju.relations = [
    { endpoint: "lb-provider", id: 1, app: "lb", units: { "lb/0": {} }, appData: { version: "1" } },
  ]
  const changed = () => unit.hook("lb-provider-relation-changed", relationEnv("lb-provider:1", "lb/0"))
  await changed()
  const [relation] = unit.juju.relations
  const sent = /"sent_hash": "(\w+)"/.exec(relation?.others?.me?.request_web ?? "")?.[1]
  expect(sent).toBeDefined()
  const response = { address: "192.0.2.1", received_hash: sent }
  relation?.appData && Object.assign(relation.appData, { response_web: JSON.stringify(response) })
  await changed()
  await unit.hook("update-status")
  return unit
}

type Pair = Record<"provider" | "consumer", readonly [CharmClass: CharmClass, example: string]>

const charms: Record<"operator" | "reactive", Pair> = {
  operator: {
    provider: [LbProviderCharm, "lb-provider"],
    consumer: [LbConsumerCharm, "lb-consumer"],
  },
  reactive: {
    provider: [reactiveProvider.CharmClass, "lb-provider-reactive"],
    consumer: [reactiveConsumer.CharmClass, "lb-consumer-reactive"],
  },
}

const ofProvider = relationEnv("lb-consumers:1", "web1/0")
const ofConsumer = relationEnv("lb-provider:1", "lb/0")

test(`a quiet hook of the provider makes the same calls with 1 and with ${RELATIONS} relations`, async () => {
  for (const relations of [1, RELATIONS]) {
    const unit = await provider(...charms.reactive.provider, relations)
    expect(await unit.hook("update-status")).toEqual(["is-leader", "state-get"])
    expect(await unit.hook("lb-consumers-relation-changed", ofProvider)).toEqual([
      "is-leader",
      "relation-get",
      "relation-get",
      "relation-get",
      "relation-list",
      "state-get",
    ])
  }
})

test("a quiet hook of the consumer", async () => {
  const unit = await consumer(...charms.reactive.consumer)
  expect(await unit.hook("update-status")).toEqual(["is-leader", "state-get"])
  expect(await unit.hook("lb-provider-relation-changed", ofConsumer)).toEqual([
    "is-leader",
    "relation-get",
    "relation-get",
    "relation-ids",
    "state-get",
  ])
})

test("a quiet hook for the provider application's data makes no more", async () => {
  const unit = await consumer(...charms.reactive.consumer)
  const env = { ...relationEnv("lb-provider:1"), JUJU_REMOTE_APP: "lb" }
  expect(await unit.hook("lb-provider-relation-changed", env)).toHaveLength(5)
})

test("in quiet hooks a reactive charm makes no more calls than the operator charm that does the same", async () => {
  const counts = async ({ provider: one, consumer: other }: Pair) => {
    const lb = await provider(...one, 2)
    const web = await consumer(...other)
    const hooks = [
      await lb.hook("update-status"),
      await lb.hook("lb-consumers-relation-changed", ofProvider),
      await lb.hook("config-changed"),
      await web.hook("update-status"),
      await web.hook("lb-provider-relation-changed", ofConsumer),
      await web.hook("config-changed"),
    ]
    return hooks.map(({ length }) => length)
  }
  const [operator, reactive] = [await counts(charms.operator), await counts(charms.reactive)]
  for (const [index, count] of reactive.entries()) expect(count).toBeLessThanOrEqual(operator[index] ?? 0)
})
