import { Model } from "minijuju"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { packed } from "../suite/packed.ts"
import { Databags } from "./databags.ts"
import { packedPythonCharm, pythonMissing } from "./python-charms.ts"

// The declarative API with all extensions to version 1, as packed charms in processes; and the same charms with a Python charm as peer,
// which ignores the extensions.

const missing = await pythonMissing()
if (missing !== undefined)
  console.warn(`SKIPPED 1 suite (the declarative form with Python charms): ${missing}`)

const SETTLE = { timeoutMs: 120_000 }
const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----"
const OTHER_KEY = `${KEY}\n`

const charms = { consumer: "", provider: "", consumerPy: "", providerPy: "" }

beforeAll(async () => {
  const pack = (project: string) => packed(new URL(project, import.meta.url))
  charms.consumer = await pack("./fixtures/declared-consumer/")
  charms.provider = await pack("./fixtures/declared-provider/")
  if (missing !== undefined) return
  charms.consumerPy = await packedPythonCharm("lb-consumer-py")
  charms.providerPy = await packedPythonCharm("lb-provider-py")
}, 300_000)

function statusOf(model: Model, unit: string): string {
  const application = model.status().applications[unit.split("/")[0] ?? ""]
  const { current, message } = application?.units[unit]?.["workload-status"] ?? {}
  return `${current}: ${message ?? ""}`
}

async function related(name: string, consumer: string, provider: string) {
  const model = await Model.start({ name })
  const databags = new Databags(model)
  const lines: string[] = []
  model.listen((event) => {
    if (event.type === "log") lines.push(event.message)
  })
  await model.deploy(consumer, { name: "web", units: 2 })
  await model.deploy(provider, { name: "lb", units: 2 })
  model.integrate("web", "lb")
  await model.settle(SETTLE)
  return {
    model,
    databags,
    log: () => lines.join("\n"),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  }
}

describe("two declared charms", { timeout: 300_000 }, () => {
  /** One model for all tests: each leaves the request as it was. The last one moves the leaders. */
  let world: Awaited<ReturnType<typeof related>>
  beforeAll(async () => {
    world = await related("declared", charms.consumer, charms.provider)
  }, 300_000)
  afterAll(() => world[Symbol.asyncDispose]())

  test("exchange all extensions: ports, outcomes, capabilities, health, options", async () => {
    const { model, databags, log } = world
    for (const unit of ["web/0", "web/1"])
      expect(statusOf(model, unit)).toBe("active: load balancer web: 192.0.2.60")
    expect(log()).toContain("reachable at http://192.0.2.60:8080, sticky: applied, backends: up")
    expect(log()).toContain("idle after 300 seconds")
    expect(databags.json("web", "request_web")).toMatchObject({ sticky: true })
    model.config("web", { public: false })
    await model.settle(SETTLE)
    expect(statusOf(model, "web/0")).toBe(
      "blocked: load balancer web: refused: public: internal load balancers are not supported",
    )
    model.config("web", { public: true })
    await model.settle(SETTLE)
    expect(statusOf(model, "web/0")).toBe("active: load balancer web: 192.0.2.60")
  })

  test("drain connections before a request is withdrawn", async () => {
    const { model, databags, log } = world
    model.config("web", { "load-balanced": false })
    await model.settle(SETTLE)
    expect(databags.json("web", "request_web")).not.toBeNull()
    expect(statusOf(model, "lb/0")).toBe("active: 1 requests, 1 draining")
    model.config("lb", { idle: true })
    await model.settle(SETTLE)
    expect(databags.json("web", "request_web")).toBeNull()
    expect(databags.json("lb", "response_web")).toBeNull()
    expect(log()).toContain("remove web")
    expect(statusOf(model, "lb/0")).toBe("active: 0 requests, 0 draining")
    model.config("web", { "load-balanced": true })
    model.config("lb", { idle: false })
    await model.settle(SETTLE)
  })

  test("pass a private key as a secret, which no third party sees", async () => {
    const { model, databags, log } = world
    model.config("web", { "tls-key": KEY })
    await model.settle(SETTLE)
    expect(statusOf(model, "web/1")).toBe("active: load balancer web: 192.0.2.60")
    expect(log()).toContain(`serve web, key of ${KEY.length} characters`)
    expect(databags.json("web", "request_web")).toMatchObject({ tls_key: null, tls_cert: "CERT" })
    const { tls_key: secret } = JSON.parse(databags.value("web", "secrets_web") ?? "")
    expect(secret).toEqual({ id: expect.stringMatching(/^secret:/), revision: 1 })

    // A changed key alone triggers a new response; a new leader writes no response again.
    model.config("web", { "tls-key": OTHER_KEY })
    await model.settle(SETTLE)
    expect(log()).toContain(`serve web, key of ${OTHER_KEY.length} characters`)
    expect(databags.json("web", "secrets_web")).toMatchObject({ tls_key: { id: secret.id, revision: 2 } })
    databags.forgetWrites()
    const serves = () => log().split("serve web").length
    const before = serves()
    await model.setLeader("web/1")
    await model.setLeader("lb/1")
    await model.settle(SETTLE)
    expect([databags.writesOf("web", "request_web"), databags.writesOf("web", "secrets_web")]).toEqual([
      [],
      [],
    ])
    // The new leader does not know with which default backends the request was served, so it serves it once more.
    expect([serves(), statusOf(model, "web/1")]).toEqual([
      before + 1,
      "active: load balancer web: 192.0.2.60",
    ])

    model.config("web", { "tls-key": "" })
    await model.settle(SETTLE)
    expect(databags.value("web", "secrets_web")).toBeUndefined()
    expect(statusOf(model, "web/0")).toBe("active: load balancer web: 192.0.2.60")
    expect([log(), ...Object.values(model.showUnit("lb/0"))].map(String).join()).not.toContain("MC4CAQ")
  })
})

describe.skipIf(missing !== undefined)("a declared charm and one in Python", { timeout: 300_000 }, () => {
  test("a Python provider gets the key in the form of version 1, and requests are withdrawn at once", async () => {
    await using world = await related("declared-consumer", charms.consumer, charms.providerPy)
    const { model, databags } = world
    for (const unit of ["web/0", "web/1"])
      expect(statusOf(model, unit)).toBe("active: load balancer web: 192.0.2.50")
    for (const key of ["options_web", "secrets_web"]) expect(databags.value("web", key)).toBeUndefined()
    model.config("web", { "tls-key": KEY })
    await model.settle(SETTLE)
    expect(databags.json("web", "request_web")).toMatchObject({ tls_key: KEY })
    expect(statusOf(model, "web/0")).toBe("active: load balancer web: 192.0.2.50")
    await model.setLeader("web/1")
    await model.settle(SETTLE)
    expect(statusOf(model, "web/1")).toBe("active: load balancer web: 192.0.2.50")
    model.config("web", { "load-balanced": false })
    await model.settle(SETTLE)
    expect(databags.json("web", "request_web")).toBeNull()
    expect(databags.value("web", "drain_web")).toBeUndefined()
    expect(statusOf(model, "lb/0")).toBe("active: 0 requests, 0 backends")
  })

  test("a Python consumer is served, refused and removed", async () => {
    await using world = await related("declared-provider", charms.consumerPy, charms.provider)
    const { model, databags, log } = world
    for (const unit of ["web/0", "web/1"])
      expect(statusOf(model, unit)).toBe("active: reachable at 192.0.2.60")
    for (const key of ["details_web", "health_web"]) expect(databags.value("lb", key)).toBeUndefined()
    // The Python library passes over the keys of extensions, whatever they contain.
    const [{ id } = { id: 0 }] = model.relations("web")
    const garbage = ["details_web={", "health_web=null", "extensions=[]"]
    await model.exec("lb/0", `relation-set -r ${id} --app ${garbage.join(" ")}`)
    await model.settle(SETTLE)
    expect(databags.value("lb", "health_web")).toBe("null")
    for (const unit of ["web/0", "web/1"])
      expect(statusOf(model, unit)).toBe("active: reachable at 192.0.2.60")
    model.config("web", { public: false })
    await model.settle(SETTLE)
    expect(statusOf(model, "web/0")).toBe(
      "blocked: unsupported: public: internal load balancers are not supported",
    )
    model.config("web", { request: false })
    await model.settle(SETTLE)
    expect(databags.value("lb", "response_web")).toBeUndefined()
    expect(log()).toContain("remove web")
  })
})
