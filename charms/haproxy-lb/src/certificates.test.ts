import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { explain } from "../../../packages/loadbalancer/tests/explain-support.ts"
import { Authority } from "../testing/authority.ts"
import { ENGINES } from "../testing/engines.ts"
import { documentIn, rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { overTls, servers } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"

const charms = new Charms()
const dir = mkdtempSync(join(tmpdir(), "ca-"))
const authority = new Authority(dir)
afterAll(() => {
  charms.remove()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }))
afterEach(() => void vi.useRealTimers())

const { root, intermediate } = authority
const [one, two, late] = [authority.issue(), authority.issue(), authority.issue(-1)]

/** What a consumer sends: the certificates, the key, and the field that is refused, or whether clients get through. */
const CASES = {
  chain: [one.certificate + intermediate, one.key, "served"],
  reversed: [intermediate + one.certificate, one.key, "served"],
  several: [two.certificate + root + one.certificate + intermediate, one.key, "served"],
  // Clients that know only the root reject it.
  incomplete: [one.certificate, one.key, "unable to get local issuer|unable to verify"],
  expired: [late.certificate + intermediate, late.key, "expired"],
  mismatch: [one.certificate + intermediate, two.key, "tls_key"],
  broken: [one.certificate.replace(/\n.{64}\n/, "\nAAAA\n"), one.key, "tls_cert"],
  keyless: [one.certificate, "", "tls_key"],
} as const

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "each certificate is served to clients that trust its authority, or refused for its request only, and all are told why",
    { timeout: 300_000 },
    async () => {
      await using model = await charms.model()
      await using backend = await servers(1)
      const names = Object.keys(CASES)
      const documents: Record<string, object> = Object.fromEntries(
        Object.entries(CASES).map(([name, [tls_cert, tls_key]], index) => [
          name,
          {
            ...{ id: "i", protocol: "https", tls_termination: true, public: true, sent_hash: "h" },
            ...{ port_mapping: { [19000 + index]: 20001 }, backends: backend.map(({ host }) => host) },
            ...{ tls_cert, tls_key },
          },
        ]),
      )
      const config = { ...LOOPBACK, engine, "max-connections": 400 }
      await model.deploy(charms.provider(), { config })
      await model.deploy(
        rawConsumer(() => documents, { extensions: '["details"]' }),
        { name: "raw" },
      )
      model.integrate("raw", "haproxy-lb")
      await model.settle()
      const host = addressOf(model, "haproxy-lb/0")
      const connect = (index: number) => overTls(host, 19000 + index, root)
      for (const [index, [, , outcome]] of Object.values(CASES).entries()) {
        const name = names[index] ?? ""
        const answer = responseTo(model, "raw", name)
        if (outcome.startsWith("tls_")) {
          expect([name, answer.error, Object.keys(answer.error_fields)]).toEqual([
            name,
            "unsupported",
            [outcome],
          ])
          await expect(connect(index)).rejects.toThrow("ECONNREFUSED")
        } else {
          expect([name, answer.error, answer.address]).toEqual([name, null, host])
          if (outcome === "served") expect(await connect(index)).toContain("s0")
          else await expect(connect(index)).rejects.toThrow(new RegExp(outcome))
        }
      }
      const status = () => statusOf(model, "haproxy-lb/0")
      expect(status()).toMatch(/^waiting the certificate of raw\/expired has expired on 2\d{3}-\d\d-\d\d$/)
      const why = (name: string) => documentIn(model, "raw", `details_${name}`).fields?.tls_cert
      expect(why("expired")).toEqual({
        outcome: "applied",
        why: expect.stringMatching(/^has expired on .*: send a new one$/),
      })
      const { stdout } = await explain({ "raw/0": model.showUnit("raw/0") }, [], { width: 1_000 })
      expect(stdout).toMatch(/has expired on 2\d{3}-\d\d-\d\d: send a new one/)
      expect(stdout).toContain("belongs to none of the request's certificates")
      // The others expire while they are served; update-status notices it, and says it to the consumer.
      documents.expired = { ...documents.chain, port_mapping: { 19004: 20001 } }
      model.updateStatus()
      await model.settle()
      expect(status()).toMatch(/^active /)
      expect(why("chain")).toBe(undefined)
      vi.setSystemTime(Date.now() + 3 * 86_400_000)
      model.updateStatus()
      await model.settle()
      expect(status()).toMatch(/^waiting the certificate of raw\/chain has expired on /)
      expect(why("chain")).toMatchObject({ why: expect.stringContaining("has expired") })
    },
  )
})
