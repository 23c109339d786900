import { inProcess, type SteppedModel } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { LbConsumerDeclaredCharm } from "../../../examples/lb-consumer-declared/src/charm.ts"
import { charm as reactiveConsumer } from "../../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { LbProviderDeclaredCharm } from "../../../examples/lb-provider-declared/src/charm.ts"
import { charm as reactiveProvider } from "../../../examples/lb-provider-reactive/src/charm.ts"
import { dose, SEED } from "../../../suite/doses.ts"
import fc from "../../../suite/fast-check.ts"
import { KINDS, type Move, newPair, perform } from "./orders.ts"

const project = (name: string) => ({ project: new URL(`../../../examples/${name}/`, import.meta.url) })
const consumers = {
  operator: inProcess(LbConsumerCharm, project("lb-consumer")),
  declared: inProcess(LbConsumerDeclaredCharm, project("lb-consumer-declared")),
  reactive: inProcess(reactiveConsumer.CharmClass, project("lb-consumer-reactive")),
}
const providers = {
  operator: inProcess(LbProviderCharm, project("lb-provider")),
  declared: inProcess(LbProviderDeclaredCharm, project("lb-provider-declared")),
  reactive: inProcess(reactiveProvider.CharmClass, project("lb-provider-reactive")),
}

const RUNS = dose("hookOrders")

const moves = fc.array(
  fc.record<Move>({
    kind: fc.constantFrom(...KINDS),
    which: fc.nat(20),
    detail: fc.nat(40),
    steps: fc.nat(5),
  }),
  { minLength: 1, maxLength: 40, size: "max" },
)

/** The final state of both sides, when no hook is left to run. */
function outcome(model: SteppedModel, config: { related: boolean }) {
  const bags = model.relations("lb-consumer")[0]?.databags ?? {}
  const { request_web: request, version } = bags["lb-consumer"] ?? {}
  const response = bags["lb-provider"]?.response_web
  expect(version !== undefined).toBe(config.related)
  const statuses = new Set(
    model.units("lb-consumer").map((unit) => {
      const { status, message } = model.status(unit)
      return `${status}: ${message}`
    }),
  )
  return { request: parsed(request), response: parsed(response), statuses: [...statuses] }
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  return text === undefined ? undefined : JSON.parse(text)
}

function checkConverged(model: SteppedModel): void {
  const failed = model.ended.filter(
    ({ outcome, reason }) => outcome === "failed" && !/is not leader/.test(reason ?? ""),
  )
  expect(failed).toEqual([])
  const related = model.relations("lb-consumer").length > 0
  const { request, response, statuses } = outcome(model, { related })
  const option = model.options("lb-consumer")
  if (!related) {
    expect(statuses).toEqual(["waiting: for a load balancer provider"])
    return
  }
  if (option["load-balanced"] === false) {
    expect({ request, response, statuses }).toEqual({ statuses: ["waiting: for the load balancer"] })
    return
  }
  expect(request).toMatchObject({
    port_mapping: { [Number(option.port ?? 80)]: 8080 },
    public: option.public ?? true,
  })
  expect(response?.received_hash).toBe(request?.sent_hash)
  const refused = option.public === false
  expect(response).toMatchObject(refused ? { error: "unsupported" } : { error: null, address: "192.0.2.7" })
  expect(statuses).toEqual([
    refused ? "blocked: public: internal load balancers are not supported" : "active: reachable at 192.0.2.7",
  ])
}

// Each pair of charms has its own orders of hooks.
const STYLES = ["operator", "reactive", "declared"] as const
const pairs = STYLES.flatMap((consumer, row) =>
  STYLES.map((provider, column) => [consumer, provider, SEED + STYLES.length * row + column] as const),
)

test.each(pairs)(
  "a consumer (%s) and a provider (%s) agree after every order of hooks",
  async (consumer, provider, ownSeed) => {
    let hooks = 0
    let disturbed = 0
    const property = fc.asyncProperty(
      moves,
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.infiniteStream(fc.nat(30)),
      async (list, units, atRest, picks) => {
        const pick = (waiting: number) => (picks.next().value ?? 0) % waiting
        const model = newPair(consumers[consumer], providers[provider], units)
        if (atRest) await model.settle({ pick })
        for (const move of list) await perform(model, move)
        await model.settle({ pick })
        checkConverged(model)
        if (model.relations("lb-consumer").length === 0) {
          model.integrate("lb-consumer", "lb-provider")
          await model.settle({ pick })
          checkConverged(model)
        }
        hooks += model.ended.length
        disturbed += model.ended.filter(({ outcome }) => outcome !== "ok").length
      },
    )
    await fc.assert(property, { numRuns: RUNS, seed: ownSeed })
    console.log(`convergence: SEED=${SEED} ${RUNS} orders, ${hooks} hooks, ${disturbed} killed or refused`)
  },
  600_000,
)
