import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { documentIn, rawConsumer } from "../testing/raw-consumer.ts"
import { servers, until } from "../testing/servers.ts"
import { Charms, LOOPBACK } from "../testing/unit.ts"

const charms = new Charms()
afterAll(() => charms.remove())
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }))
afterEach(() => void vi.useRealTimers())

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)("a consumer is told which backends are alive, since when, and why not", async () => {
    await using model = await charms.model()
    await using two = await servers(2)
    const [first, second] = two
    if (first === undefined || second === undefined) throw new Error("two servers")
    await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine } })
    const document = {
      ...{ id: "i", protocol: "http", port_mapping: { 18080: 20001 }, sent_hash: "h" },
      backends: two.map(({ host }) => host),
      health_checks: [{ protocol: "http", port: 20001, path: "/health", interval: 1, retries: 1 }],
    }
    await model.deploy(
      rawConsumer(() => ({ web: document }), ["details", "health"]),
      { name: "raw" },
    )
    model.integrate("raw", "haproxy-lb")
    await model.settle()
    const health = () => documentIn(model, "raw", "health_web")
    expect(health()).toMatchObject({
      received_hash: "h",
      backends: { [first.host]: { state: "up" }, [second.host]: { state: "up" } },
    })
    const written: string[] = []
    model.listen((event) => {
      if (event.type === "databag-changed" && event.owner === "haproxy-lb")
        written.push(event.changes.map(({ key }) => key).join())
    })
    second.healthy = false
    const state = async () => {
      model.updateStatus()
      await model.settle()
      return health().backends?.[second.host]?.state
    }
    // The engine notices, and the report waits for the end of the minute.
    await until("the end of the second backend", async () => {
      const traffic = await model.runAction("haproxy-lb/0", "traffic")
      return /"live":false/.test(JSON.stringify(traffic).replaceAll("\\", ""))
    })
    expect(await state()).toBe("up")
    vi.setSystemTime(Date.now() + 61_000)
    expect(await state()).toBe("down")
    const { since, why } = health().backends[second.host]
    expect(Math.abs(Date.parse(since) - Date.now())).toBeLessThan(120_000)
    expect(why).toMatch(engine === "haproxy" ? /^TCPCHK did not match/ : /503/)
    expect(await state()).toBe("down")
    expect(written).toEqual(["health_web"])
    await model.runAction("haproxy-lb/0", "drain-backend", { backend: first.host })
    vi.setSystemTime(Date.now() + 61_000)
    await state()
    expect(health().backends[first.host]).toMatchObject({ state: "draining", why: "is drained" })
  })
})
