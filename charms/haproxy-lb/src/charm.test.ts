import { afterAll, describe, expect, test } from "vitest"
import { isDeep } from "../../../suite/doses.ts"
import { ENGINES, killAll } from "../testing/engines.ts"
import { keptAlive, Load } from "../testing/load.ts"
import { ask, NamedServer, tally } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"
import { lowestPort } from "./engines/lowest-port.ts"

const charms = new Charms()
afterAll(() => charms.remove())

/** Outside of the deep run one engine stands for both: HAProxy, if it is installed. */
const [embedded, haproxy] = ENGINES
const WHOLE = isDeep ? ENGINES : [haproxy.absent ? embedded : haproxy]

const WORDS = { embedded: "the embedded balancer", haproxy: "HAProxy" }

describe.each(WHOLE)("with $name, packed", ({ name: engine, absent }) => {
  describe.skipIf(absent)("the charm", { timeout: 240_000 }, () => {
    test("every unit balances, restores its configuration from the relations, and leaves no processes behind", async () => {
      await using model = await charms.model()
      await model.deploy(await charms.packedProvider(), { units: 2, config: { ...LOOPBACK, engine } })
      await model.deploy(await charms.packedConsumer(), {
        units: 2,
        config: { port: 18080, "check-interval": 1 },
      })
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      const url = (unit: string) => `http://${addressOf(model, unit)}:18080/`
      const all = ["web-server/0\n", "web-server/1\n"]
      for (const unit of ["haproxy-lb/0", "haproxy-lb/1"]) {
        expect(statusOf(model, unit)).toBe(`active 1 load balancer by ${WORDS[engine]}`)
        expect(Object.keys(await tally(url(unit), 20)).sort()).toEqual(all)
      }
      expect(statusOf(model, "web-server/1")).toBe(`active served at ${addressOf(model, "haproxy-lb/0")}`)
      const said = model.relations("web-server").map(({ databags }) => databags["haproxy-lb"]?.capabilities)
      expect(said.map((capabilities = "") => JSON.parse(capabilities))).toMatchObject([
        { protocols: ["tcp", "http", "https"], sticky: true, port_ranges: [[lowestPort(), 65535]] },
      ])
      const [first, second] = [addressOf(model, "web-server/0"), addressOf(model, "web-server/1")]
      const act = async (action: string, params = {}) => model.runAction("haproxy-lb/0", action, params)
      expect((await act("show-config")).results.config).toContain(second)
      const tested = (await act("test-backend", { backend: first })).results.services
      expect(JSON.parse(String(tested))).toEqual([{ key: expect.stringMatching(/\/web$/), problem: null }])
      expect((await act("drain-backend", { backend: "10.1.2.3" })).status).toBe("failed")
      await act("drain-backend", { backend: first })
      expect(await tally(url("haproxy-lb/0"), 10)).toEqual({ "web-server/1\n": 10 })
      await act("drain-backend", { backend: first, ready: true })
      expect(Object.keys(await tally(url("haproxy-lb/0"), 20)).sort()).toEqual(all)
      // As after a restart of the machine.
      await killAll(() => charms.balancers())
      await expect(ask(url("haproxy-lb/0"))).rejects.toThrow("ECONNREFUSED")
      model.updateStatus()
      await model.settle()
      expect(Object.keys(await tally(url("haproxy-lb/0"), 20)).sort()).toEqual(all)
      // The backends follow the units of the relation.
      await using load = new Load({ "during the removal of a backend": keptAlive(url("haproxy-lb/1")) })
      model.removeUnit("web-server/0")
      await model.settle()
      const failures = await load.end()
      // The embedded balancer cannot send a request again that the backend was answering.
      if (engine === "haproxy") expect(failures).toEqual([])
      expect(await tally(url("haproxy-lb/1"), 10)).toEqual({ "web-server/1\n": 10 })
      model.removeApplication("haproxy-lb")
      await model.settle()
      await charms.noneLeft()
    })
  })
})

test.skipIf(haproxy.absent)(
  "the option engine replaces the engine and ends the first one",
  async () => {
    await using model = await charms.model()
    // HAProxy limits the paths of sockets to 97 bytes.
    const name = "a-load-balancer-with-a-name-of-fifty-characters-yes"
    await model.deploy(charms.provider(), { name, config: { ...LOOPBACK, engine: "embedded" } })
    await model.deploy(charms.consumer(), { config: { port: 18080 } })
    model.integrate("web-server", name)
    await model.settle()
    const before = charms.balancers()
    const url = `http://${addressOf(model, `${name}/0`)}:18080/`
    for (const engine of ["haproxy", "embedded", "auto"] as const) {
      model.config(name, { engine })
      await model.settle()
      const engineName = WORDS[engine === "auto" ? "haproxy" : engine]
      expect(statusOf(model, `${name}/0`)).toBe(`active 1 load balancer by ${engineName}`)
      expect(await ask(url)).toBe("web-server/0\n")
    }
    // The balancer and its supervisor.
    expect(before.length).toBe(2)
    expect(charms.balancers().filter((id) => before.includes(id))).toEqual([])
  },
  240_000,
)

describe("the charm", { timeout: 240_000 }, () => {
  test("the later of two consumers of one port is refused and gets the port when the first one leaves", async () => {
    await using model = await charms.model()
    await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine: "embedded" } })
    for (const name of ["one", "two"])
      await model.deploy(charms.consumer(), { name, config: { port: 18080, "check-interval": 1 } })
    // Age counts, not the number of the relation: the older relation asked for another port before.
    model.config("one", { port: 18081 })
    for (const name of ["one", "two"]) {
      model.integrate(name, "haproxy-lb")
      await model.settle()
    }
    model.config("one", { port: 18080 })
    await model.settle()
    const url = `http://${addressOf(model, "haproxy-lb/0")}:18080/`
    expect(statusOf(model, "one/0")).toMatch(/^blocked .*port 18080 is taken by another consumer/)
    expect(await tally(url, 5)).toEqual({ "two/0\n": 5 })
    model.removeRelation("two", "haproxy-lb")
    await model.settle()
    expect(statusOf(model, "one/0")).toMatch(/^active served at/)
    expect(await tally(url, 5)).toEqual({ "one/0\n": 5 })
  })

  test("the status names a port that another program uses, and an unknown engine", async () => {
    await using model = await charms.model()
    await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine: "embedded" } })
    await model.deploy(charms.consumer(), { config: { port: 18080 } })
    await model.settle()
    await using rival = await new NamedServer("rival", addressOf(model, "haproxy-lb/0"), 18080).start()
    model.integrate("web-server", "haproxy-lb")
    await model.settle()
    expect(statusOf(model, "web-server/0")).toMatch(/^blocked .*port 18080 .*another program listens there/)
    // A request that cannot be served does not block the provider.
    expect(statusOf(model, "haproxy-lb/0")).toBe(
      "active 0 load balancers by the embedded balancer; 1 not served here as requested: port 18080: another program listens there (see the log)",
    )
    await rival.kill()
    model.updateStatus()
    await model.settle()
    expect(statusOf(model, "web-server/0")).toMatch(/^active served at/)
    await model.runAction("web-server/0", "crash")
    expect(statusOf(model, "web-server/0")).toBe("blocked the web server does not answer")
    model.updateStatus()
    await model.settle()
    expect(statusOf(model, "web-server/0")).toMatch(/^active served at/)
    model.config("haproxy-lb", { engine: "nginx" })
    await model.settle()
    expect(statusOf(model, "haproxy-lb/0")).toBe(
      "blocked the option engine has to be one of auto, haproxy, embedded",
    )
    expect(await ask(`http://${addressOf(model, "haproxy-lb/0")}:18080/`)).toBe("web-server/0\n")
  })
})
