import { inProcess, Model } from "@charmkit/testing"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { stringify } from "yaml"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { explain, report } from "./explain-support.ts"
import { golden } from "./support/golden.ts"

type View = ReturnType<Model["showUnit"]>
type Moment = Readonly<Record<"consumer" | "provider", View>>

// Databags of two real charms, at four points in time.
let answered: Moment
let withdrawn: Moment
let refused: Moment
let alone: View

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)
let model: Model

beforeAll(async () => {
  // show-unit of 3.6: `asJuju4` converts it to that of 4.0.
  model = await Model.start({ juju: "3.6" })
  await model.deploy(inProcess(LbConsumerCharm, { project: project("lb-consumer") }), { units: 2 })
  await model.deploy(inProcess(LbProviderCharm, { project: project("lb-provider") }), {
    config: { address: "192.0.2.7" },
  })
  await model.settle()
  alone = model.showUnit("lb-consumer/0")
  model.integrate("lb-consumer", "lb-provider")
  const moment = async (): Promise<Moment> => {
    await model.settle()
    return { consumer: model.showUnit("lb-consumer/0"), provider: model.showUnit("lb-provider/0") }
  }
  answered = await moment()
  model.config("lb-consumer", { "load-balanced": false })
  withdrawn = await moment()
  model.config("lb-consumer", { "load-balanced": true, public: false })
  refused = await moment()
})

afterAll(async () => {
  await model[Symbol.asyncDispose]()
})

/** The two sides can be from different points in time, as with stale responses. */
const shown = (consumer: Moment, provider: Moment = consumer) => ({
  "lb-consumer/0": consumer.consumer,
  "lb-provider/0": provider.provider,
})

/** Converts to the output of Juju 4, where `application-data` is that of the unit's own application. */
function asJuju4(moment: Moment) {
  const swap = (own: View, other: View) => ({
    ...own,
    "relation-info": own["relation-info"].map((info, index) => ({
      ...info,
      "application-data": other["relation-info"][index]?.["application-data"] ?? {},
    })),
  })
  return {
    "lb-consumer/0": swap(moment.consumer, moment.provider),
    "lb-provider/0": swap(moment.provider, moment.consumer),
  }
}

describe("two example charms", () => {
  test("answered: both sides, as text", async () => {
    const { status, stdout, stderr } = await explain(shown(answered))
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout).toContain("relation 0: lb-consumer:lb-provider asks lb-provider:lb-consumers")
    expect(stdout).toContain("version  consumer 1, provider 1")
    expect(stdout).toContain('request "web": answered')
    expect(stdout).toContain("asks     http, public; port 80 to the backends' 8080")
    expect(stdout).toMatch(/backends the units' own: [0-9.]+, [0-9.]+\n/)
    expect(stdout).toContain("answer   at 192.0.2.7")
    expect(stdout).toMatch(/hash {5}[0-9a-f]{32}, the request's: it is current/)
    expect(stdout.endsWith("Nothing is wrong.\n")).toBe(true)
  })

  test("the order of sides and several units of one side make no difference", async () => {
    const { "lb-consumer/0": consumer, "lb-provider/0": provider } = shown(answered)
    const expected = (await explain(shown(answered))).stdout
    expect((await explain({ "lb-provider/0": provider, "lb-consumer/0": consumer })).stdout).toBe(expected)
    const three = { ...shown(answered), "lb-consumer/1": model.showUnit("lb-consumer/1") }
    expect((await report(three)).value.relations).toHaveLength(1)
  })

  test("one side only: the report names the missing data and the command for it", async () => {
    const consumer = await explain({ "lb-consumer/0": answered.consumer })
    expect(consumer.stdout).toContain(
      'request "web": answered; the request is not shown, so the response may be stale',
    )
    expect(consumer.stdout).toContain("juju show-unit lb-consumer/0 lb-provider/0")
    expect(consumer.stdout).toContain("asked    http, public; port 80 to the backends' 8080")
    expect((await report({ "lb-consumer/0": answered.consumer })).requests[0]?.answer?.current).toBeNull()

    const provider = await explain({ "lb-provider/0": answered.provider })
    expect(provider.stdout).toContain('request "web": asked, the answer is not shown')
    expect([consumer.status, provider.status]).toEqual([0, 0])
  })

  test("refused, with the provider's message", async () => {
    const { stdout, status } = await explain(shown(refused))
    expect(stdout).toContain('request "web": refused')
    expect(stdout).toContain("asks     http, internal; port 80")
    expect(stdout).toContain("field    public: internal load balancers are not supported")
    expect(status).toBe(0)
  })

  test("stale: the request has changed since its response", async () => {
    // show-unit of a provider's unit prints the requirer's databag, and vice versa.
    const { requests, findings, status } = await report(shown(answered, refused))
    expect(requests).toMatchObject([{ state: "stale", answer: { current: false, address: "192.0.2.7" } }])
    expect(findings.map(({ severity, code }) => [severity, code])).toContainEqual(["open", "stale"])
    expect(status).toBe(0)
  })

  test("leftover: the request is withdrawn, its response still exists", async () => {
    const { requests, findings } = await report(shown(answered, withdrawn))
    expect(requests).toMatchObject([{ name: "web", state: "leftover", asked: null }])
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "leftover", key: "response_web", severity: "open" }),
    )
  })

  test("unanswered: the provider has written only a version", async () => {
    const { requests, findings } = await report(shown(withdrawn, answered))
    expect(requests).toMatchObject([{ state: "unanswered", answer: null }])
    expect(findings.map(({ code }) => code)).toContain("unanswered")
  })

  test("withdrawn and cleaned up: no requests", async () => {
    const { requests, findings, status } = await report(shown(withdrawn))
    expect([requests, findings.map(({ code }) => code), status]).toEqual([[], ["nothing-asked"], 0])
  })

  test("without a relation there is nothing to explain", async () => {
    const { status, stdout } = await explain({ "lb-consumer/0": alone })
    expect(stdout).toContain("There is no relation of the loadbalancer interface here.")
    expect(status).toBe(0)
  })
})

describe("output of different versions of Juju", () => {
  test("Juju 4 is detected by the endpoints' names, with the same report", async () => {
    const four = await report(asJuju4(answered))
    expect(four.value.juju).toEqual({ dataOf: "own", by: "endpoint-names" })
    expect(four.requests).toEqual((await report(shown(answered))).requests)
  })

  test("equal names of both endpoints do not tell: the report assumes 3.x and says so", async () => {
    const equal = JSON.stringify({ "lb-provider/0": answered.provider }).replaceAll(
      "lb-consumers",
      "lb-provider",
    )
    expect((await report(equal)).value.juju).toEqual({ dataOf: "related", by: "assumption" })
  })

  test("ambiguous names: the report assumes 3.x and says so; --juju4 overrides it", async () => {
    const anonymous = (value: object) =>
      JSON.stringify(value)
        .replaceAll('endpoint":"lb-provider"', 'endpoint":"loadbalancer"')
        .replaceAll('endpoint":"lb-consumers"', 'endpoint":"balanced"')
    const three = await explain(anonymous(shown(answered)))
    expect(three.stdout).toContain("assumed; if that is wrong, add --juju4")
    expect(three.stdout).toContain("lb-consumer:loadbalancer asks lb-provider:balanced")

    const wrongly = await explain(anonymous(asJuju4(answered)))
    expect(wrongly.stdout).toContain("lb-provider:balanced asks lb-consumer:loadbalancer")
    const four = await explain(anonymous(asJuju4(answered)), ["--juju4"])
    expect(four.stdout).toContain("lb-consumer:loadbalancer asks lb-provider:balanced")
    expect(four.stdout).toContain("(Juju 4): as you said")
  })
})

test("YAML, Juju's default output, gives the same report as JSON", async () => {
  const yaml = stringify(shown(answered))
  expect((await explain(yaml)).stdout).toBe((await explain(shown(answered))).stdout)
})

test("YAML that is indented as a whole, as it is pasted out of a document, gives the same report", async () => {
  const yaml = stringify(shown(answered)).replace(/^/gm, "    ")
  expect((await explain(`\n  \n${yaml}`)).stdout).toBe((await explain(shown(answered))).stdout)
})

describe("proposed commands name only units that exist", () => {
  test("a unit 0 that is gone is not named", async () => {
    const renamed = JSON.stringify({ "lb-consumer/0": answered.consumer }).replaceAll(
      "lb-provider/0",
      "lb-provider/7",
    )
    const { stdout } = await explain(renamed)
    expect(stdout).toContain("juju show-unit lb-consumer/0 lb-provider/7 --format json")
    expect(stdout).not.toContain("lb-provider/0")
  })

  test("without a related unit, or without units at all, there are words instead", async () => {
    const [relation] = answered.consumer["relation-info"]
    const lonely = { ...answered.consumer, "relation-info": [{ ...relation, "related-units": {} }] }
    const { stdout } = await explain({ "lb-consumer/0": lonely })
    expect(stdout).toContain("to see both, give juju show-unit lb-consumer/0 and a unit of the provider")
    const bag = await explain({ version: "1", request_web: "{}" })
    expect(bag.stdout).toContain("give juju show-unit a unit of the consumer and a unit of the provider")
  })
})

test("relations of other interfaces are left out and named; --endpoint brings them back", async () => {
  const other = {
    "relation-id": 9,
    endpoint: "db",
    "related-endpoint": "database",
    "application-data": { endpoints: "10.0.0.6:3306" },
  }
  const both = { ...answered.consumer, "relation-info": [...answered.consumer["relation-info"], other] }
  const usual = await explain({ "lb-consumer/0": both })
  expect(usual.stdout).toContain("left out relations of db; to see one: --endpoint NAME")
  expect(usual.stdout).not.toContain("relation 9")
  const chosen = await explain({ "lb-consumer/0": both }, ["--endpoint", "db"])
  expect(chosen.stdout).toContain("relation 9")
  expect(chosen.stdout).not.toContain("relation 0")
})

/** The databags after each step of a flow of the Python library. */
function momentsOf(name: string) {
  const flow = golden("flows").find((one) => one.name === name)
  const bags: Record<"consumer" | "provider", unknown> = { consumer: {}, provider: {} }
  const steps = flow?.plain("steps")
  if (!Array.isArray(steps)) throw new Error(`there is no flow ${name}`)
  return steps.flatMap((step: { unit?: string; local_app_after?: unknown }) => {
    if (step.unit === undefined) return []
    bags[step.unit.startsWith("c") ? "consumer" : "provider"] = step.local_app_after
    return [{ ...bags }]
  })
}

test.each([
  ["negotiate-request-answer-ack", ["", "", "unanswered", "answered", "answered", "answered", "answered"]],
  ["request-removed", ["", "unanswered", "answered", "answered", "leftover", "leftover", "leftover"]],
  [
    "response-revoked-and-given-again",
    ["", "unanswered", "answered", "answered", "unanswered", "unanswered", "answered", "answered"],
  ],
])("Python's charms, step by step: %s", async (name, states) => {
  const reports = await Promise.all(momentsOf(name).map((bags) => report(bags)))
  expect(reports.map(({ requests }) => requests.map(({ state }) => state).join())).toEqual(states)
  expect(reports.map(({ value }) => value.wrong)).toEqual(states.map(() => 0))
})
