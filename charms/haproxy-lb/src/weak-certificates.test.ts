import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, killAll, selfSigned } from "../testing/engines.ts"
import { rawConsumer, responseTo } from "../testing/raw-consumer.ts"
import { ask, overTls, servers } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"

const charms = new Charms()
const dir = mkdtempSync(join(tmpdir(), "weak-"))
afterAll(() => {
  charms.remove()
  rmSync(dir, { recursive: true, force: true })
})

const curve = (name: string) => ["ec", "-pkeyopt", `ec_paramgen_curve:${name}`]
/** Keys, and which engines reject them with this machine's OpenSSL. */
const WEAK = {
  rsa: { certificate: selfSigned(dir, ["rsa:1024"]), refusedBy: ["haproxy"] },
  old: { certificate: selfSigned(dir, curve("prime192v1")), refusedBy: ["haproxy"] },
  tiny: { certificate: selfSigned(dir, curve("secp112r1")), refusedBy: ["haproxy", "embedded"] },
}
const strong = selfSigned(dir)

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "an unusable certificate affects only its own request, on a new unit and after a restart",
    async () => {
      await using model = await charms.model()
      await using one = await servers(1)
      const request = {
        ...{ id: "i", protocol: "https", tls_termination: true, public: true, sent_hash: null },
        backends: one.map(({ host }) => host),
      }
      const withTls = ({ certificate, key }: typeof strong, front: number) => ({
        ...request,
        ...{ tls_cert: certificate, tls_key: key, port_mapping: { [front]: 20001 } },
      })
      const documents: Record<string, object> = { good: withTls(strong, 19000) }
      for (const [index, [name, { certificate }]] of Object.entries(WEAK).entries())
        documents[name] = withTls(certificate, 19001 + index)
      await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine } })
      await model.deploy(charms.consumer(), { config: { port: 18080 } })
      await model.deploy(
        rawConsumer(() => documents),
        { name: "raw" },
      )
      model.integrate("raw", "haproxy-lb")
      await model.settle()
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      const host = addressOf(model, "haproxy-lb/0")
      const refused = Object.entries(WEAK).filter(([, { refusedBy }]) => refusedBy.includes(engine))
      const serves = async () => {
        expect(await ask(`http://${host}:18080/`)).toBe("web-server/0\n")
        expect(await overTls(host, 19000, strong.certificate)).toContain("s0")
        expect(responseTo(model, "raw", "good")).toMatchObject({ error: null, address: host })
        for (const [name] of refused) {
          const answer = responseTo(model, "raw", name)
          expect([name, answer.error, answer.address]).toEqual([name, "unsupported", null])
          expect(Object.keys(answer.error_fields)).toEqual(["tls_cert"])
        }
        expect(statusOf(model, "haproxy-lb/0")).toMatch(/^active /)
      }
      await serves()
      await killAll(() => charms.balancers())
      model.updateStatus()
      await model.settle()
      await serves()
      // A consumer that replaces a good certificate by a weak one keeps the good one, and gets an error.
      documents.good = withTls(WEAK.tiny.certificate, 19000)
      model.updateStatus()
      await model.settle()
      expect(await overTls(host, 19000, strong.certificate)).toContain("s0")
      expect(responseTo(model, "raw", "good")).toMatchObject({ error: "unsupported" })
    },
    240_000,
  )
})
