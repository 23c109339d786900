import { CharmBase } from "@charmkit/ops"
import { inProcess, type Model } from "@charmkit/testing"
import { LoadBalancers } from "loadbalancer-interface"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { Load } from "../testing/load.ts"
import { ask, HeldConnections, NamedServer } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, leaderOf } from "../testing/unit.ts"

const charms = new Charms()
afterAll(() => charms.remove())

/** A consumer of a tcp load balancer that requests it while its option is set, and drains it before withdrawing the request. */
function consumer(front: number, drainSeconds: number) {
  class Consumer extends CharmBase {
    readonly lb = new LoadBalancers(
      this,
      "lb-provider",
      {
        web: () =>
          this.config.get("load-balanced") === true
            ? { protocol: "tcp", portMapping: { [front]: 8080 } }
            : undefined,
      },
      { drainSeconds },
    )
  }
  return inProcess(Consumer, { project: new URL("../../../examples/lb-consumer/", import.meta.url) })
}

/** Number of consumers with a request in their databag. */
const asking = (model: Model): number =>
  model
    .relations("haproxy-lb")
    .filter(({ databags }) => Object.values(databags).some((bag) => Object.hasOwn(bag, "request_web"))).length

describe.each(ENGINES)("with $name, in three units", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "one request is drained, another is withdrawn, a third continues, and the leader is removed meanwhile",
    async () => {
      await using model = await charms.model()
      await model.deploy(charms.provider(), { units: 3, config: { ...LOOPBACK, engine } })
      const names = { drained: 18080, withdrawn: 18081, stays: 18082 }
      for (const [name, front] of Object.entries(names)) {
        await model.deploy(consumer(front, name === "drained" ? 600 : 0), { name })
        model.integrate(name, "haproxy-lb")
      }
      await model.settle()
      const serve = (name: string) => new NamedServer(name, addressOf(model, `${name}/0`), 8080).start()
      await using _drained = await serve("drained")
      await using _withdrawn = await serve("withdrawn")
      await using _stays = await serve("stays")
      const leader = leaderOf(model, "haproxy-lb")
      const units = ["haproxy-lb/0", "haproxy-lb/1", "haproxy-lb/2"]
      const [first = "", last = ""] = units.filter((unit) => unit !== leader)
      const hostOf = new Map(units.map((unit) => [unit, addressOf(model, unit)]))
      const url = (unit: string, name: keyof typeof names) => `http://${hostOf.get(unit)}:${names[name]}/`
      await using toLast = new HeldConnections()
      await using toOthers = new HeldConnections()
      for (const name of ["drained", "withdrawn"] as const)
        for (const unit of units) {
          const held = unit === last ? toLast : toOthers
          await held.hold(hostOf.get(unit) ?? "", names[name], 1)
        }
      await using clients = new Load({
        first: () => ask(url(first, "stays")),
        last: () => ask(url(last, "stays")),
      })

      model.config("drained", { "load-balanced": false })
      model.config("withdrawn", { "load-balanced": false })
      await model.settle()
      for (const unit of units) {
        await expect(ask(url(unit, "drained"))).rejects.toThrow("ECONNREFUSED")
        await expect(ask(url(unit, "withdrawn"))).rejects.toThrow("ECONNREFUSED")
        expect(await ask(url(unit, "stays"))).toBe("stays")
      }
      expect([await toOthers.stillAnswered(), await toLast.stillAnswered()]).toEqual([4, 2])
      expect(asking(model)).toBe(2)

      // The other units have drained; the leader still waits for the last unit, whichever unit is leader.
      await toOthers[Symbol.asyncDispose]()
      model.removeUnit(leader)
      await model.settle()
      model.updateStatus()
      await model.settle()
      expect(leaderOf(model, "haproxy-lb")).not.toBe(leader)
      await expect(ask(url(leader, "stays"))).rejects.toThrow("ECONNREFUSED")
      expect(await toLast.stillAnswered()).toBe(2)
      expect(asking(model)).toBe(2)

      await toLast[Symbol.asyncDispose]()
      // The unit's update-status detects that the connections have ended; the leader reads it from the peer relation and answers the
      // consumer.
      await untilSettled(model, () => asking(model) === 1)
      expect(await clients.end()).toEqual([])
      for (const answered of Object.values(clients.answered)) expect(answered).toBeGreaterThan(20)
      for (const unit of [first, last]) expect(await ask(url(unit, "stays"))).toBe("stays")
    },
    300_000,
  )
})

/** HAProxy's old workers need a moment to detect a disconnected client. */
async function untilSettled(model: Model, condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 30 && !condition(); tries++) {
    model.updateStatus()
    await model.settle()
  }
  expect(condition()).toBe(true)
}
