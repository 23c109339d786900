import { afterAll, describe, expect, test } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { ask, servers } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK } from "../testing/unit.ts"

const charms = new Charms()
afterAll(() => charms.remove())

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "a request gets its address and its backends; an invalid one is refused by field and affects no other",
    async () => {
      await using model = await charms.model()
      await using one = await servers(1)
      await model.deploy(await charms.provider(), {
        units: 2,
        config: { ...LOOPBACK, engine, "public-address": "192.0.2.77" },
      })
      const hosts = [addressOf(model, "haproxy-lb/0"), addressOf(model, "haproxy-lb/1")]
      const good = {
        ...{ id: "i", name: "web", protocol: "tcp", port_mapping: { 18080: 20001 }, sent_hash: null },
        ...{ backends: one.map(({ host }) => host), public: false, ingress_address: hosts[1] ?? null },
      }
      let document: object = good
      await model.deploy(
        rawConsumer(() => ({ web: document })),
        { name: "raw" },
      )
      model.integrate("raw", "haproxy-lb")
      const now = async (next: object) => {
        document = next
        model.updateStatus()
        await model.settle()
        return responseTo(model, "raw", "web")
      }
      const url = (host = "") => `http://${host}:18080/`
      expect(await now(good)).toMatchObject({ address: hosts[1], error: null })
      expect(await ask(url(hosts[1]))).toBe("s0")
      await expect(ask(url(hosts[0]))).rejects.toThrow("ECONNREFUSED")
      const refusals = [
        [{ backends: ["10.0.0.1\n    stats socket /tmp/x level admin"] }, "backends"],
        [{ port_mapping: { 70000: 1 } }, "port_mapping"],
      ] as const
      for (const [fields, field] of refusals) {
        const answer = await now({ ...good, ...fields })
        expect(answer).toMatchObject({ address: null, error: "unsupported" })
        expect(Object.keys(answer.error_fields)).toEqual([field])
        expect(await ask(url(hosts[1]))).toBe("s0")
      }
      expect(await now({ ...good, protocol: "udp" })).toMatchObject({
        error: "unsupported",
        error_fields: { protocol: "only tcp, http, https can be balanced" },
      })
      // Without a requested address: every unit, by the address of its own network, or the operator's public address for a public request.
      expect(await now({ ...good, ingress_address: null })).toMatchObject({ address: hosts[0] })
      for (const host of hosts) expect(await ask(url(host))).toBe("s0")
      expect(await now({ ...good, ingress_address: null, public: true })).toMatchObject({
        address: "192.0.2.77",
      })
    },
    240_000,
  )
})
