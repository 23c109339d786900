import { CharmBase, type Framework } from "@charmkit/ops"
import { LBConsumers } from "loadbalancer-interface"
import {
  answerRecordKey,
  fingerprintOf,
  parseAnswerRecord,
  parseRequest,
  serializeAnswerRecord,
  serializeSecrets,
} from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { callsOf } from "./cost-support.ts"
import { DeclaredWorld } from "./declarative-world.ts"
import { World } from "./support/world.ts"

// What the leader keeps in its unit's state must not hide anything that is left to do.

const NAME = "my-service"
const KEY = `request_${NAME}`
const open = (world: World, unit = "lb/0") =>
  world.asProvider(unit, ({ lbConsumers }) =>
    lbConsumers.newRequests.map(({ name, backends }) => `${name} ${backends.join(" ")}`),
  )
const elect = async (world: World, unit: string) => {
  world.model.setLeader("lb", unit)
  await world.model.hook(unit, "leader-elected")
}
const moveBackend = (world: World, address = "10.0.1.99") =>
  world.model.bag(world.relation, "web/0").set("ingress-address", address)

describe("default backends that change while a request cannot be served", () => {
  test("are served when the answered request comes back after another one", async () => {
    const world = await World.started()
    const answered = world.own("web")[KEY]
    world.provide = () => undefined
    world.write(
      "web",
      KEY,
      answered?.replace('"sticky": false', '"sticky": true').replace('"sent_hash": "', '"sent_hash": "x'),
    )
    await world.model.settle()
    moveBackend(world)
    await world.model.settle()
    world.write("web", KEY, answered)
    await world.model.settle()
    expect(await open(world)).toEqual([`${NAME} 10.0.1.99`])
  })

  test("are served when its text can be read again", async () => {
    const world = await World.started()
    const answered = world.own("web")[KEY] ?? ""
    world.write("web", "request_other", answered.replaceAll(NAME, "other"))
    await world.model.settle()
    world.write("web", KEY, "{")
    moveBackend(world)
    await world.model.settle()
    expect(await open(world)).toEqual([])
    world.provide = () => undefined
    world.write("web", KEY, answered)
    await world.model.settle()
    expect(await open(world)).toEqual([`${NAME} 10.0.1.99`])
  })
})

test.each(["config-changed", "upgrade-charm"])(
  "%s compares all requests with what exists, also settled ones",
  async (hook) => {
    const ensured: string[] = []
    class Comparing extends CharmBase {
      readonly lb = new LBConsumers(this, "lb-consumers")
      constructor(framework: Framework) {
        super(framework)
        for (const event of [this.lb.on.requestsChanged, this.on.configChanged, this.on.upgradeCharm])
          this.observe(event, this.compare)
      }
      compare(): void {
        for (const { request } of this.lb.reconcile([]).ensure) {
          ensured.push(request.name)
          request.response.address = "a.example"
          this.lb.sendResponse(request)
        }
      }
    }
    const world = await DeclaredWorld.started({ provider: Comparing })
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    ensured.length = 0
    await world.model.hook("lb/0", hook)
    expect(ensured).toEqual(["api"])
  },
)

test("a request that another leader has deferred is offered to the leader of before, whose state came without leader-elected", async () => {
  const world = await World.started({ providers: 2 })
  await world.model.hook("lb/0", "upgrade-charm")
  await world.model.hook("lb/0", "update-status")
  world.provide = ({ lbConsumers }) => {
    for (const one of lbConsumers.newRequests) lbConsumers.deferRequest(one)
  }
  await elect(world, "lb/1")
  await world.model.hook("lb/0", "update-status")
  world.provide = () => undefined
  await elect(world, "lb/0")
  expect(await open(world)).toEqual([`${NAME} 10.0.1.0`])
})

test("a deferral is kept for the next leader also beside a record of version 0.1.0", async () => {
  const world = await World.started({ providers: 2 })
  const read = parseAnswerRecord(world.own("lb")[answerRecordKey(NAME)] ?? "")
  if (!read.ok) throw new Error("the record cannot be read")
  const request = { ...read.value.request, backends: ["10.0.1.0"] }
  world.write(
    "lb",
    answerRecordKey(NAME),
    serializeAnswerRecord({ ...read.value, request, fingerprint: fingerprintOf(request, "") }),
  )
  for (const unit of ["lb/0", "lb/1"]) world.model.state.get(unit)?.clear()
  await world.model.hook("lb/0", "upgrade-charm")
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const one of lbConsumers.allRequests) lbConsumers.deferRequest(one)
  })
  world.provide = () => undefined
  await elect(world, "lb/1")
  expect(await open(world, "lb/1")).toEqual([`${NAME} 10.0.1.0`])
})

test("a request whose response was revoked and given again is remembered after its relation has ended", async () => {
  const world = await World.started({ providers: 2 })
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const one of lbConsumers.allRequests) lbConsumers.revokeResponse(one)
  })
  await world.model.hook("lb/0", "config-changed")
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  world.model.setLeader("lb", "lb/1")
  // lb/1 goes before it has cleaned up.
  world.write("web", KEY, undefined)
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  await world.model.hook("lb/0", "relation-broken", { relation: world.relation })
  world.relation.alive = false
  const removed: string[] = []
  world.provide = ({ lbConsumers }) => removed.push(...lbConsumers.removedRequests.map(({ name }) => name))
  await elect(world, "lb/0")
  expect(removed).toEqual([NAME])
})

test("a requirer that fills its place has no effect on what is kept of others", async () => {
  const world = await World.started()
  const answer = world.provide
  const served: string[] = []
  world.provide = (charm, event) => {
    for (const one of charm.lbConsumers.newRequests)
      if (one.name.startsWith("n")) charm.lbConsumers.deferRequest(one)
      else {
        served.push(one.name)
        one.response.address = "a.example"
        charm.lbConsumers.sendResponse(one)
      }
    if (charm.lbConsumers.removedRequests.length > 0) answer(charm, event)
  }
  const relate = async (id: number, app: string, names: readonly string[]) => {
    const relation = world.model.relate(id, { [app]: "lb-provider", lb: "lb-consumers" })
    const bag = world.model.bag(relation, app).set("version", "1")
    for (const name of names)
      bag.set(
        `request_${name}`,
        `{"id": "i", "name": "${name}", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h"}`,
      )
    await world.model.hook("lb/0", "relation-changed", { relation })
  }
  await relate(
    2,
    "greedy",
    Array.from({ length: 309 }, (_, i) => `${"n".repeat(i < 10 ? 199 : 190)}${i}`),
  )
  await relate(3, "third", ["third"])
  served.length = 0
  await world.model.hook("lb/0", "config-changed")
  expect(served).toEqual([])
})

test("a provider that writes long names fails no hook of a follower", async () => {
  const world = await World.started({ consumers: 2 })
  for (let i = 0; i < 120; i += 1)
    world.write("lb", `response_${i}${"中".repeat(400)}`, world.own("lb")[`response_${NAME}`])
  await world.model.hook("web/1", "relation-changed", { relation: world.relation })
  await world.asConsumer("web/1", ({ lb }) => {
    for (const response of lb.newResponses) lb.ackResponse(response)
  })
  const kept = [...(world.model.state.get("web/1")?.values() ?? [])].map((value) => Buffer.byteLength(value))
  expect(Math.max(...kept)).toBeLessThan(65_536)
})

test("private keys of answered requests are not read again", async () => {
  const world = await World.started()
  const text = (world.own("web")[KEY] ?? "").replace('"backends": []', '"backends": ["192.0.2.8"]')
  const read = parseRequest(text)
  if (!read.ok) throw new Error("the request cannot be read")
  const secret = { id: "secret:d1gk2s7mp25c762r0l8g", revision: 1 }
  world.write("web", KEY, text)
  world.write(
    "web",
    `secrets_${NAME}`,
    serializeSecrets({ sent_hash: read.value.sent_hash ?? "", tls_key: secret }),
  )
  const fingerprint = fingerprintOf(read.value, `${secret.id} ${secret.revision}`)
  world.write(
    "lb",
    answerRecordKey(NAME),
    serializeAnswerRecord({ id: read.value.id, fingerprint, request: read.value, revoked: false }),
  )
  const calls = await callsOf(world.model, "lb/0", () => world.model.hook("lb/0", "upgrade-charm"))
  expect(calls.filter((call) => call.startsWith("relation-get"))).not.toEqual([])
  expect(calls.filter((call) => call.startsWith("secret-get"))).toEqual([])
})
