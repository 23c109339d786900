import { afterAll, describe, expect, test } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { ask } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"

const charms = new Charms()
afterAll(() => charms.remove())

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "no traffic goes to the load balancer's own machine unless the operator allows it",
    async () => {
      await using model = await charms.model()
      await model.deploy(charms.provider(), { config: { engine } })
      await model.deploy(charms.consumer(), { config: { port: 18080 } })
      const host = addressOf(model, "haproxy-lb/0")
      // Each of these addresses would be a loop: the load balancer would forward traffic to its own port.
      const places = [host, "localhost", `::ffff:${host}`, "169.254.169.254", "127.1"]
      const documents = Object.fromEntries(
        places.map((backend, index) => {
          const port_mapping = { [19000 + index]: 19000 + index }
          const request = { id: "i", protocol: "tcp", public: true, sent_hash: null }
          return [`r${index}`, { ...request, backends: [backend], port_mapping }]
        }),
      )
      await model.deploy(
        rawConsumer(() => documents),
        { name: "raw" },
      )
      for (const consumer of ["web-server", "raw"]) model.integrate(consumer, "haproxy-lb")
      await model.settle()
      const url = `http://${host}:18080/`
      // Units of minijuju have loopback addresses, so the address of the consumer's own unit is refused, too.
      expect(statusOf(model, "web-server/0")).toMatch(/is a loopback address, which .* allowed-addresses/)
      await expect(ask(url)).rejects.toThrow("ECONNREFUSED")
      // A refused request does not block the provider.
      expect(statusOf(model, "haproxy-lb/0")).toMatch(/^active 0 load balancers/)
      model.config("haproxy-lb", LOOPBACK)
      await model.settle()
      expect(await ask(url)).toBe("web-server/0\n")
      for (const index of places.keys()) {
        const { error, error_fields = {} } = responseTo(model, "raw", `r${index}`)
        expect([places[index], error, ...Object.keys(error_fields)]).toEqual([
          places[index],
          "unsupported",
          "backends",
        ])
        await expect(ask(`http://${host}:${19000 + index}/`)).rejects.toThrow("ECONNREFUSED")
      }
      model.config("haproxy-lb", { "allowed-addresses": "127.0.0.0/8 localhost" })
      await model.settle()
      expect(statusOf(model, "haproxy-lb/0")).toBe(
        'blocked the option allowed-addresses has "localhost", which is neither an IP address nor a network',
      )
      expect(await ask(url)).toBe("web-server/0\n")
    },
    240_000,
  )
})
