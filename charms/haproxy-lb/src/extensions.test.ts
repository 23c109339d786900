import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { documentIn, rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { ask, servers, until } from "../testing/servers.ts"
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
      rawConsumer(() => ({ web: document }), { extensions: '["details", "health"]' }),
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

  test.skipIf(absent)("the options of a request are served, or refused by name", async () => {
    await using model = await charms.model()
    await using one = await servers(1)
    await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine } })
    const request = {
      ...{ id: "i", protocol: "http", port_mapping: { 18080: 20001 }, sent_hash: "h" },
      ...{ backends: one.map(({ host }) => host), public: false },
    }
    const own = { sent_hash: "h", source_ranges: ["127.9.1.0/24"] }
    const all = { sent_hash: "h", weights: {}, proxy_protocol: "v1", backend_connections: 9 }
    const documents: Readonly<Record<string, object>> = { own, all, bad: { ...own, source_ranges: "all" } }
    await model.deploy(
      rawConsumer(
        () =>
          Object.fromEntries(
            Object.keys(documents).map((name, index) => [
              name,
              { ...request, port_mapping: { [18080 + index]: 20001 } },
            ]),
          ),
        {
          extensions: '["details", "options"]',
          ...Object.fromEntries(
            Object.entries(documents).map(([name, options]) => [`options_${name}`, JSON.stringify(options)]),
          ),
        },
      ),
      { name: "raw" },
    )
    model.integrate("raw", "haproxy-lb")
    await model.settle()
    const { address } = responseTo(model, "raw", "own")
    const url = `http://${address}:18080/`
    expect(await ask(url, "127.9.1.7")).toBe("s0")
    await expect(ask(url, "127.9.2.7")).rejects.toThrow()
    expect(responseTo(model, "raw", "bad")).toMatchObject({
      ...{ address: null, error: "unsupported", error_fields: {} },
      error_message: "options.source_ranges: Not a valid list.",
    })
    const refused = responseTo(model, "raw", "all")
    if (engine === "haproxy") expect(refused).toMatchObject({ address, error: null })
    else
      expect(documentIn(model, "raw", "details_all").error_paths).toEqual({
        "options.backend_connections": "is not supported",
        "options.proxy_protocol": "is not supported",
        "options.weights": "is not supported",
      })
  })
})
