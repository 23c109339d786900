import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, killAll, processesOf } from "../testing/engines.ts"
import { tally, until } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"

const charms = new Charms()
afterAll(() => charms.remove())

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "a backend whose machine is gone gets no requests, and is forgotten when its unit is removed by force",
    { timeout: 240_000 },
    async () => {
      await using model = await charms.model()
      await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine } })
      await model.deploy(charms.consumer(), { units: 2, config: { port: 18080, "check-interval": 1 } })
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      const url = `http://${addressOf(model, "haproxy-lb/0")}:18080/`
      const lost = addressOf(model, "web-server/0")
      expect(Object.keys(await tally(url, 10)).toSorted()).toEqual(["web-server/0\n", "web-server/1\n"])
      // The server and what restarts it, at once: no hook runs.
      const all = () => processesOf(charms.dir)
      const mine = processesOf("/unit-web-server-0/")
      await killAll(() => all().filter((id) => mine.includes(id)))
      const traffic = async () => {
        const { results } = await model.runAction("haproxy-lb/0", "traffic")
        return JSON.parse(String(results.services))[0].backends
      }
      await until("the failure of the lost backend's checks", async () =>
        (await traffic()).some(({ host, live }: { host: string; live: boolean }) => host === lost && !live),
      )
      expect(await tally(url, 10)).toEqual({ "web-server/1\n": 10 })
      model.updateStatus()
      await model.settle()
      // The other one serves, so this concerns only whoever reads the health.
      expect(statusOf(model, "haproxy-lb/0")).toMatch(/^active 1 load balancer/)
      model.removeUnit("web-server/0", { force: true })
      await model.settle()
      expect(await traffic()).toMatchObject([{ host: addressOf(model, "web-server/1"), live: true }])
      expect(await tally(url, 10)).toEqual({ "web-server/1\n": 10 })
    },
  )
})
