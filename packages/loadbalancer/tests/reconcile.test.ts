import type { ExistingLoadBalancer, LBConsumers } from "loadbalancer-interface"
import { beforeEach, describe, expect, test } from "vitest"
import { World } from "./support/world.ts"

/** Resources that a provider creates outside of Juju: they stay, also if the hook fails. */
let made: ExistingLoadBalancer[]
let world: World

function reconcile(lb: LBConsumers): { readonly ensured: readonly string[]; readonly removed: number } {
  const plan = lb.reconcile(made)
  made = made.filter((one) => !plan.remove.includes(one))
  for (const { request, existing } of plan.ensure) {
    const { identity, fingerprint } = request
    made = [...made.filter((one) => one !== existing), { identity, fingerprint }]
    request.response.address = "lb.example"
    lb.sendResponse(request)
  }
  const ensured = plan.ensure.map(
    ({ request, existing }) => `${existing ? "change" : "make"} ${request.name}`,
  )
  return { ensured, removed: plan.remove.length }
}

const inUpdateStatus = (unit = "lb/0") => world.asProvider(unit, ({ lbConsumers }) => reconcile(lbConsumers))

const changePort = (port: number) =>
  world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest("my-service")
    request.portMapping = { 443: port }
    lb.sendRequest(request)
  })

/** Runs a hook to its end, but kills it before Juju commits its writes. */
async function killed(work: () => Promise<void>): Promise<void> {
  const { provide } = world
  world.provide = ({ lbConsumers }) => {
    reconcile(lbConsumers)
    throw new Error("killed")
  }
  await expect(work()).rejects.toThrow("killed")
  world.provide = provide
}

beforeEach(async () => {
  made = []
  world = new World({ providers: 2 })
  world.provide = ({ lbConsumers }) => void reconcile(lbConsumers)
  await world.model.integrate(world.relation)
})

describe("without killed hooks", () => {
  test("there is nothing to do once all requests are served and answered", async () => {
    expect(made).toHaveLength(1)
    expect(world.own("lb")["response_my-service"]).toContain("lb.example")
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 0 })
  })

  test("a changed request is in ensure, a withdrawn one in remove", async () => {
    const [before] = made
    await changePort(8444)
    expect(made).toEqual([{ identity: before?.identity, fingerprint: expect.not.stringMatching("^$") }])
    expect(made).not.toEqual([before])
    await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
    expect(made).toEqual([])
    expect(Object.keys(world.own("lb"))).toEqual(["extensions", "version"])
  })

  test("the end of a relation removes all its load balancers", async () => {
    await world.model.hook("lb/0", "relation-broken", { relation: world.relation })
    expect(made).toEqual([])
  })

  test("so does the end of the provider itself", async () => {
    const { model, relation } = world
    for (const unit of ["lb/0", "lb/1"]) model.removeUnit(unit)
    await model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "lb/0" })
    expect(made).toHaveLength(1)
    await model.hook("lb/0", "relation-broken", { relation })
    expect(made).toEqual([])
  })

  test("a departing unit removes nothing while others stay", async () => {
    const { model, relation } = world
    model.removeUnit("lb/0")
    await model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "lb/0" })
    await model.hook("lb/0", "relation-broken", { relation })
    expect(made).toHaveLength(1)
  })

  test("a follower gets empty lists", async () => {
    made = []
    expect(await inUpdateStatus("lb/1")).toEqual({ ensured: [], removed: 0 })
  })
})

describe("after killed hooks", () => {
  test("created, killed, withdrawn before the hook runs again", async () => {
    world.write(
      "web",
      "request_other",
      world.own("web")["request_my-service"]?.replace("my-service", "other"),
    )
    await killed(() => world.model.hook("lb/0", "relation-changed", { relation: world.relation }))
    expect(made).toHaveLength(2)
    world.write("web", "request_other", undefined)
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 1 })
  })

  test("changed, killed, changed back", async () => {
    const before = made
    const text = world.own("web")["request_my-service"]
    world.write("web", "request_my-service", text?.replace("8443", "8444").replace(/"sent_hash": "./, "$&x"))
    await killed(() => world.model.hook("lb/0", "relation-changed", { relation: world.relation }))
    expect(made).not.toEqual(before)
    world.write("web", "request_my-service", text)
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    expect(await inUpdateStatus()).toEqual({ ensured: ["change my-service"], removed: 0 })
    expect(made).toEqual(before)
  })

  test("created twice: the one with the right fingerprint stays", async () => {
    const [one] = made
    made = [{ identity: one?.identity ?? "", fingerprint: "" }, ...made]
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 1 })
    expect(made).toEqual([one])
  })

  test("missing although the requirer has its address: created again", async () => {
    made = []
    expect(await inUpdateStatus()).toEqual({ ensured: ["make my-service"], removed: 0 })
  })
})

describe("uncertain load balancers stay", () => {
  test("a relation that Juju does not list counts as ended in update-status only", async () => {
    const [one] = made
    made = [...made, { identity: one?.identity.replace(":1/", ":7/") ?? "", fingerprint: "" }]
    const seen: unknown[] = []
    world.provide = ({ lbConsumers }) => seen.push(reconcile(lbConsumers))
    await changePort(8444)
    expect(seen).toEqual([{ ensured: ["change my-service"], removed: 0 }])
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 1 })
  })

  test.each([
    ["another model", (text: string) => `x${text}`],
    ["another application", (text: string) => text.replace("/lb/", "/lb2/")],
    ["another endpoint", (text: string) => text.replace("lb-consumers:1", "public:1")],
    ["something else", () => "made by hand"],
  ])("the load balancers of %s", async (_, other) => {
    const [one] = made
    made = [...made, { identity: other(one?.identity ?? ""), fingerprint: "" }]
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 0 })
  })

  test.each([
    ["a request that cannot be read", "request_my-service", "{"],
    ["a consumer without a version", "version", undefined],
    ["a consumer that speaks another version", "version", "2"],
  ])("what was made for %s", async (_, key, text) => {
    world.write("web", key, text)
    await world.model.settle()
    expect(await inUpdateStatus()).toEqual({ ensured: [], removed: 0 })
    expect(made).toHaveLength(1)
  })
})
