import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CharmBase } from "@charmkit/ops"
import { inProcess } from "@charmkit/testing"
import { LoadBalancers } from "loadbalancer-interface"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, selfSigned } from "../testing/engines.ts"
import { NamedServer, overTls } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"

const charms = new Charms()
const dir = mkdtempSync(join(tmpdir(), "tls-"))
const { certificate, key } = selfSigned(dir)
afterAll(() => {
  charms.remove()
  rmSync(dir, { recursive: true, force: true })
})

class TlsCharm extends CharmBase {
  readonly lb = new LoadBalancers(
    this,
    "lb-provider",
    {
      web: () => ({
        protocol: "https",
        portMapping: { 18443: 8080 },
        tlsTermination: true,
        tlsCert: certificate,
        tlsKey: key,
      }),
    },
    { tlsKeys: "secret" },
  )
}

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "every unit terminates TLS with the key from the secret, which is never logged",
    async () => {
      await using model = await charms.model()
      const said: string[] = []
      model.listen((event) => said.push(JSON.stringify(event)))
      await model.deploy(charms.provider(), { units: 2, config: { ...LOOPBACK, engine } })
      await model.deploy(
        inProcess(TlsCharm, { project: new URL("../../../examples/lb-consumer/", import.meta.url) }),
        {
          name: "web",
        },
      )
      model.integrate("web", "haproxy-lb")
      await model.settle()
      await using backend = await new NamedServer("backend", addressOf(model, "web/0"), 8080).start()
      for (const unit of ["haproxy-lb/0", "haproxy-lb/1"]) {
        expect(statusOf(model, unit)).toMatch(/^active 1 load balancer/)
        expect(await overTls(addressOf(model, unit), 18443, certificate)).toContain(backend.name)
      }
      const [, secret = "-"] = key.split("\n")
      expect(said.join("\n")).not.toContain(secret)
      model.removeApplication("haproxy-lb")
      await model.settle()
      await charms.noneLeft()
      expect(
        readdirSync(charms.dir, { recursive: true }).filter((file) => String(file).endsWith(".pem")),
      ).toEqual([])
    },
    240_000,
  )
})
