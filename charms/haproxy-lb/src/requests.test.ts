import type { Model } from "minijuju"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, selfSigned } from "../testing/engines.ts"
import { rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { ask, NamedServer, overTls, servers, until } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"
import type { Desired } from "./plan/desired.ts"

const charms = new Charms()
afterAll(() => charms.remove())

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "a request gets its address and its backends; an invalid one is refused by field and affects no other",
    async () => {
      await using model = await charms.model()
      await using one = await servers(1)
      const random = ({ services }: Desired) => services.some(({ algorithm }) => algorithm === "random")
      await model.deploy(charms.provider(random), {
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
      // The engine rejects what the plan considers valid: the last good form goes on.
      expect(await now({ ...good, ingress_address: null, algorithm: ["random"] })).toMatchObject({
        ...{ address: null, error: "provider_error" },
        error_message: "the configuration could not be used; the provider's log says why",
      })
      expect(statusOf(model, "haproxy-lb/0")).toMatch(
        /^active 1 load balancer .*1 not served here as requested/,
      )
      for (const host of hosts) expect(await ask(url(host))).toBe("s0")
      expect(await now({ ...good, ingress_address: null, public: true })).toMatchObject({
        address: "192.0.2.77",
      })

      // As kubernetes-control-plane asks for its API server, which speaks TLS on this port and demands credentials for the check.
      const tls = selfSigned(charms.dir)
      await using api = new NamedServer("api", one[0]?.host, 20443, tls)
      api.status = 401
      const check = { protocol: "http", port: 20443, path: "/livez", interval: 1, retries: 1 }
      const document6443 = { ...good, port_mapping: { 18443: 20443 }, health_checks: [check] }
      expect(await now(document6443)).toMatchObject({ address: hosts[1], error: null })
      const dead = /^waiting raw\/web has no living backend since 2\d{3}-[\d-]+T[\d:]+Z: 127\.\S+ .*refused/i
      const status = () => statusOf(model, "haproxy-lb/1")
      await untilUpdated(model, () => dead.test(status()))
      // It is started after it has been requested.
      await api.start()
      await untilUpdated(model, () => status().startsWith("active 1 load balancer"))
      expect(await overTls(hosts[1] ?? "", 18443, tls.certificate)).toContain("HTTP/1.1 401")
      await api.kill()
      await untilUpdated(model, () => dead.test(status()))
    },
    240_000,
  )
})

/** Health is seen by a hook, at the latest by update-status. */
async function untilUpdated(model: Model, condition: () => boolean): Promise<void> {
  await until("the condition after an update-status", async () => {
    model.updateStatus()
    await model.settle()
    return condition()
  })
}
