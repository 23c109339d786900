import { Model } from "minijuju"
import { beforeAll, describe, expect, test } from "vitest"
import { isDeep } from "../suite/doses.ts"
import { packed } from "../suite/packed.ts"
import { Databags } from "./databags.ts"
import { packedPythonCharm, pythonMissing } from "./python-charms.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (interoperability with Python charms): ${missing}`)

const SETTLE = { timeoutMs: 120_000 }

/** The example charms in both styles behave the same. The deep run has both styles on both sides. */
const STYLES = ["operator", "reactive"] as const
const consumers = { operator: "", reactive: "" }
const providers = { operator: "", reactive: "" }
const charms = { consumerPy: "", providerPy: "", movedConsumer: "", movedReactive: "" }

beforeAll(async () => {
  if (missing !== undefined) return
  const pack = (project: string) => packed(new URL(project, import.meta.url))
  consumers.operator = await pack("../examples/lb-consumer/")
  consumers.reactive = await pack("../examples/lb-consumer-reactive/")
  providers.operator = await pack("../examples/lb-provider/")
  providers.reactive = await pack("../examples/lb-provider-reactive/")
  charms.movedConsumer = await pack("./fixtures/moved-consumer/")
  charms.movedReactive = await pack("./fixtures/moved-consumer-reactive/")
  charms.consumerPy = await packedPythonCharm("lb-consumer-py")
  charms.providerPy = await packedPythonCharm("lb-provider-py")
}, 300_000)

function statusOf(model: Model, unit: string): string {
  const application = model.status().applications[unit.split("/")[0] ?? ""]
  const { current, message } = application?.units[unit]?.["workload-status"] ?? {}
  return `${current}: ${message ?? ""}`
}

describe.skipIf(missing !== undefined)(
  "a Python consumer and a TypeScript provider",
  { timeout: 300_000 },
  () => {
    test.each(isDeep ? STYLES : (["operator"] as const))(
      "%s: request, response, refusal, change, leader, removed request, removed relation",
      async (style) => {
        await using model = await Model.start({ name: "python-consumer" })
        const databags = new Databags(model)
        await model.deploy(charms.consumerPy, { units: 2 })
        const config = { address: "192.0.2.7" }
        await model.deploy(providers[style], { name: "lb-provider", units: 2, config })
        model.integrate("lb-consumer-py", "lb-provider")
        await model.settle(SETTLE)
        for (const unit of ["lb-consumer-py/0", "lb-consumer-py/1"]) {
          expect(statusOf(model, unit)).toBe("active: reachable at 192.0.2.7")
        }

        model.config("lb-consumer-py", { public: false })
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer-py/0")).toBe(
          "blocked: unsupported: public: internal load balancers are not supported",
        )
        const refusal = databags.json("lb-provider", "response_web")
        expect(refusal).toMatchObject({
          error: "unsupported",
          error_fields: { public: "internal load balancers are not supported" },
        })

        model.config("lb-consumer-py", { public: true })
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer-py/0")).toBe("active: reachable at 192.0.2.7")

        databags.forgetWrites()
        await model.setLeader("lb-provider/1")
        await model.settle(SETTLE)
        await model.setLeader("lb-consumer-py/1")
        await model.settle(SETTLE)
        expect(databags.writesOf("lb-provider", "response_web")).toEqual([])
        expect(databags.writesOf("lb-consumer-py", "request_web")).toEqual([])
        expect(statusOf(model, "lb-consumer-py/1")).toBe("active: reachable at 192.0.2.7")

        model.config("lb-consumer-py", { request: false })
        await model.settle(SETTLE)
        expect(databags.value("lb-consumer-py", "request_web")).toBeUndefined()
        expect(databags.value("lb-provider", "response_web")).toBeUndefined()

        model.removeRelation("lb-consumer-py", "lb-provider")
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer-py/0")).toBe("waiting: for a load balancer provider")
      },
    )
  },
)

describe.skipIf(missing !== undefined)(
  "a TypeScript consumer and a Python provider",
  { timeout: 300_000 },
  () => {
    test.each(isDeep ? STYLES : (["reactive"] as const))(
      "%s: request, response, refusal, change, leader, removed request, removed relation",
      async (style) => {
        await using model = await Model.start({ name: "python-provider" })
        const databags = new Databags(model)
        await model.deploy(consumers[style], { name: "lb-consumer", units: 2 })
        await model.deploy(charms.providerPy, { units: 2 })
        model.integrate("lb-consumer", "lb-provider-py")
        await model.settle(SETTLE)
        for (const unit of ["lb-consumer/0", "lb-consumer/1"]) {
          expect(statusOf(model, unit)).toBe("active: reachable at 192.0.2.50")
        }
        // The Python charm read the addresses of the consumer's units as the default backends.
        expect(statusOf(model, "lb-provider-py/0")).toBe("active: 1 requests, 2 backends")

        model.config("lb-consumer", { public: false })
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer/0")).toBe(
          "blocked: public: internal load balancers are not supported",
        )

        model.config("lb-consumer", { public: true, port: 443 })
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer/1")).toBe("active: reachable at 192.0.2.50")
        expect(databags.json("lb-consumer", "request_web")).toMatchObject({ port_mapping: { "443": 8080 } })

        databags.forgetWrites()
        await model.setLeader("lb-consumer/1")
        await model.settle(SETTLE)
        await model.setLeader("lb-provider-py/1")
        await model.settle(SETTLE)
        expect(databags.writesOf("lb-consumer", "request_web")).toEqual([])
        expect(statusOf(model, "lb-consumer/0")).toBe("active: reachable at 192.0.2.50")

        model.config("lb-consumer", { "load-balanced": false })
        await model.settle(SETTLE)
        expect(databags.value("lb-consumer", "request_web")).toBeUndefined()
        expect(statusOf(model, "lb-provider-py/1")).toBe("active: 0 requests, 0 backends")

        model.removeRelation("lb-consumer", "lb-provider-py")
        await model.settle(SETTLE)
        expect(statusOf(model, "lb-consumer/0")).toBe("waiting: for a load balancer provider")
        expect(statusOf(model, "lb-consumer/1")).toBe("waiting: for a load balancer provider")
      },
    )
  },
)

describe.skipIf(missing !== undefined)(
  "a charm that moves from Python to TypeScript and back",
  { timeout: 300_000 },
  () => {
    test("sends no request and no response again", async () => {
      await using model = await Model.start({ name: "move" })
      const databags = new Databags(model)
      await model.deploy(charms.consumerPy, { name: "consumer" })
      await model.deploy(charms.providerPy, { name: "provider", config: { address: "192.0.2.9" } })
      model.integrate("consumer", "provider")
      await model.settle(SETTLE)
      expect(statusOf(model, "consumer/0")).toBe("active: reachable at 192.0.2.9")
      databags.forgetWrites()
      for (const [application, charm] of [
        ["provider", providers.operator],
        ["provider", providers.reactive],
        ["provider", charms.providerPy],
        ["consumer", charms.movedConsumer],
        ["consumer", charms.movedReactive],
        ["consumer", charms.consumerPy],
      ] as const) {
        await model.refresh(application, charm)
        await model.settle(SETTLE)
        expect(statusOf(model, "consumer/0")).toBe("active: reachable at 192.0.2.9")
      }
      expect(databags.writesOf("consumer", "request_web")).toEqual([])
      expect(databags.writesOf("provider", "response_web")).toEqual([])
    })
  },
)
