import { LBConsumers, LBProvider } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { CONSUMER_ENDPOINTS, PROVIDER_ENDPOINTS } from "../../loadbalancer/tests/support/charms.ts"
import { MiniModel } from "../../loadbalancer/tests/support/mini-model.ts"
import { defineCharm, provides, requires } from "../src/index.ts"

const ANSWER = { address: "192.0.2.1", error: null, errorMessage: null }

/** A reactive consumer `web` with one request, and a reactive provider `lb` that answers it, again in each update-status. */
class Pair {
  readonly model = new MiniModel()
  readonly relation
  answer: object = ANSWER
  acknowledges = true
  /** What the consumer's last hook started with: whether the response is new, and the new responses. */
  seen: readonly unknown[] = []

  constructor() {
    const consumer = defineCharm({
      handleKind: "Consumer",
      endpoints: { "lb-provider": requires("loadbalancer", LBProvider) },
    })
    consumer.whenNot("never").do(({ endpointFromName, flags }) => {
      const lb = endpointFromName("lb-provider")
      if (lb.canRequest && lb.allRequests.length === 0) {
        const request = lb.getRequest("web")
        lb.sendRequest(Object.assign(request, { protocol: "http", portMapping: { 80: 8080 } }))
      }
      const isNew = flags.isSet("endpoint.lb-provider.response.changed")
      this.seen = [isNew, ...lb.newResponses.map(({ address, error }) => error ?? address)]
      if (this.acknowledges) for (const response of lb.newResponses) lb.ackResponse(response)
    })
    const provider = defineCharm({
      handleKind: "Provider",
      endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers) },
    })
    provider.whenNot("never").do(({ endpointFromName, name }) => {
      const lb = endpointFromName("lb-consumers")
      for (const request of name === "update-status" ? lb.allRequests : lb.newRequests) {
        Object.assign(request.response, this.answer)
        lb.sendResponse(request)
      }
    })
    this.model.addApp("web", consumer.CharmClass, CONSUMER_ENDPOINTS)
    this.model.addApp("lb", provider.CharmClass, PROVIDER_ENDPOINTS)
    this.relation = this.model.relate(1, { web: "lb-provider", lb: "lb-consumers" })
    this.model.giveAddresses(this.relation, () => "192.0.2.9")
  }

  static async related(): Promise<Pair> {
    const pair = new Pair()
    await pair.model.integrate(pair.relation)
    return pair
  }

  /** Answers, and returns what the consumer sees. */
  async respond(answer: object): Promise<readonly unknown[]> {
    this.answer = answer
    await this.model.hook("lb/0", "update-status")
    await this.model.settle()
    return this.seen
  }
}

test("an acknowledged address is new again after a refusal that was not acknowledged", async () => {
  const pair = await Pair.related()
  await pair.model.hook("web/0", "config-changed")
  expect(pair.seen).toEqual([false])
  pair.acknowledges = false
  const refusal = { error: "provider_error", errorMessage: "the cloud is full" }
  expect(await pair.respond(refusal)).toEqual([true, "provider_error"])
  expect(await pair.respond(ANSWER)).toEqual([true, "192.0.2.1"])
})

test("a refusal that keeps an earlier address and names no error is a refusal", async () => {
  const pair = await Pair.related()
  const bag = pair.model.bag(pair.relation, "lb")
  const before: unknown = JSON.parse(bag.get("response_web") ?? "")
  const fields = { error: null, error_fields: { public: "only internal ones" } }
  bag.set("response_web", JSON.stringify({ ...Object(before), ...fields }))
  await pair.model.settle()
  expect(pair.seen).toEqual([true, "unsupported"])
})

test.each(["relation not found", "relation 2 not found", "permission denied"])(
  "the hooks of both sides go on after %j for a relation that Juju has forgotten, and nothing is written",
  async (message) => {
    const { model, relation } = await Pair.related()
    const before = ["web", "lb"].map((app) => model.plain(relation, app))
    const refused = ["web", "lb", "web/0", "lb/0"].map((entity) => `relation-get ${entity}`)
    const tools = [...refused, "relation-list lb-provider:1", "relation-list lb-consumers:1"]
    model.refusing = Object.fromEntries(tools.map((tool) => [tool, message]))
    model.calls.length = 0
    for (const unit of ["web/0", "lb/0"])
      for (const hook of ["config-changed", "leader-elected", "upgrade-charm", "update-status"])
        await model.hook(unit, hook)
    expect(model.calls.filter((call) => /\] relation-get/.test(call))).not.toEqual([])
    expect(model.calls.filter((call) => /\] relation-set/.test(call))).toEqual([])
    expect(["web", "lb"].map((app) => model.plain(relation, app))).toEqual(before)
  },
)
