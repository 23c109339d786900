import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINES, processesOf, Rig } from "../../testing/engines.ts"
import { askWhole, servers } from "../../testing/servers.ts"
import { pause, sendCommand } from "../engines/control.ts"
import { haproxyFiles, NAMES } from "./files.ts"

describe.each(ENGINES.filter(({ name }) => name === "haproxy"))("only $name", ({ absent, make }) => {
  describe.skipIf(absent)("http mode", { timeout: 120_000 }, () => {
    test("a cookie makes a client sticky, and the backend receives the client's address", async () => {
      await using rig = new Rig(make)
      await using two = await servers(2)
      const sticky = rig.service({ backends: two.map(({ host }) => host), sticky: true })
      await rig.engine.apply({ services: [sticky] })
      const first = await askWhole(rig.url())
      const cookie = String(first.headers["set-cookie"]?.[0]).split(";")[0] ?? ""
      expect(cookie).toMatch(/^LB_r1_[0-9a-f]{12}=[0-9a-f]{16}$/)
      for (let i = 0; i < 6; i++) expect((await askWhole(rig.url(), { cookie })).text).toBe(first.text)
      // Without the cookie, the next backend.
      const answers = [await askWhole(rig.url()), await askWhole(rig.url())].map(({ text }) => text)
      expect(answers.toSorted()).toEqual(["s0", "s1"])
      const seen = two.flatMap(({ requests }) => requests)
      expect(seen.every((headers) => headers["x-forwarded-proto"] === "http")).toBe(true)
      expect(seen.every((headers) => String(headers["x-forwarded-for"]).startsWith("127."))).toBe(true)
      // A client that changes the cookie still gets a response, and cannot inject a header.
      const [name = ""] = cookie.split("=")
      for (const value of ["zq", "' zq", '"', "%0d%0aX-Evil:%201", "x".repeat(4000), "../..", "zq; zq=1"]) {
        const answer = await askWhole(rig.url(), { cookie: `${name}=${value}` })
        expect([answer.status, answer.headers["x-evil"]]).toEqual([200, undefined])
      }
      // The cookie stays valid after a reload.
      await rig.engine.apply({ services: [{ ...sticky, backends: sticky.backends.toReversed() }] })
      expect((await askWhole(rig.url(), { cookie })).text).toBe(first.text)
    })

    test("a rejected configuration is reported with HAProxy's message, and changes nothing", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const good = rig.service({ backends: one.map(({ host }) => host) })
      await rig.engine.apply({ services: [good] })
      const tls = { certificate: "no certificate\n", key: "no key\n" }
      const bad = rig.service({ key: "2/bad", id: "r2_bad", ports: [{ front: 20443, back: 1 }], tls })
      await expect(rig.engine.apply({ services: [good, bad] })).rejects.toThrow(
        /^the configuration is not valid: config : parsing .*\.pem/,
      )
      expect((await askWhole(rig.url())).text).toBe("s0")
    })

    test("all checks of a backend have to succeed", async () => {
      await using rig = new Rig(make)
      await using two = await servers(2)
      const [first, second] = two
      if (first === undefined || second === undefined) throw new Error("two servers")
      const checks = [
        { protocol: "tcp", port: 20001, path: "/" },
        { protocol: "http", port: 20001, path: "/health?deep=%20yes" },
        { protocol: "tcp", port: 20001, path: "/" },
      ] as const
      const backends = [first.host, second.host]
      await rig.engine.apply({ services: [rig.service({ backends, checks })] })
      await rig.live(2)
      second.healthy = false
      await rig.live(1)
      expect((await askWhole(rig.url())).text).toBe("s0")
      second.healthy = true
      await rig.live(2)
    })

    test("HAProxy is found and ended also during a reload", async () => {
      await using rig = new Rig(make)
      const files = haproxyFiles(join(rig.dir, "e"))
      const service = rig.service({ backends: ["127.0.0.9"] })
      // Possible states of the master's pid file while the master is being replaced.
      const states = [() => writeFileSync(files.pid, ""), () => rmSync(files.pid)]
      for (const state of states) {
        await rig.engine.apply({ services: [service] })
        state()
        await rig.engine.service.remove()
        expect(processesOf(rig.dir)).toEqual([])
      }
      for (const moment of [0, 3, 8, 15, 25]) {
        await rig.engine.apply({ services: [service] })
        const reload = sendCommand(join(rig.dir, "e"), NAMES.masterSocket, "reload")
        await pause(moment)
        await rig.engine.service.remove()
        await reload
        expect(processesOf(rig.dir)).toEqual([])
      }
    })
  })
})
