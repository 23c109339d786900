import type { Options } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ServerProcess } from "../../testing/server-process.ts"
import { ask, servers, until } from "../../testing/servers.ts"

// Time limits are compared with the usual one by what ends first: how long each takes depends on the machine.

const [SHORT, USUAL] = [20081, 20082]

describe.each(ENGINES)("$name", ({ absent, make }) => {
  describe.skipIf(absent)("has a time limit", { timeout: 120_000 }, () => {
    const services = (rig: Rig, limit: Options, fields: Parameters<Rig["service"]>[0]) =>
      [
        { key: "1/short", options: limit, port: SHORT },
        { key: "1/usual", options: {}, port: USUAL },
      ].map(({ port, ...own }) =>
        rig.service({ ...fields, ...own, id: own.key.slice(2), ports: [{ front: port, back: 20001 }] }),
      )

    test("for a backend that takes no connection: another one answers when the limit is over", async () => {
      await using rig = new Rig(make)
      await using stuck = await ServerProcess.start(1)
      await using good = await servers(1)
      await stuck.block()
      const backends = [stuck.host, ...good.map(({ host }) => host)]
      await rig.engine.apply({ services: services(rig, { connectTimeout: 1 }, { backends, mode: "tcp" }) })
      // By turns, one of two requests gets the backend that is stuck.
      const both = (port: number) => Promise.all([ask(rig.url(port)), ask(rig.url(port))])
      const usual = both(USUAL)
      const short = both(SHORT)
      expect(await Promise.race([short.then(() => "short"), usual.then(() => "usual")])).toBe("short")
      expect([await short, await usual]).toEqual([
        ["s0", "s0"],
        ["s0", "s0"],
      ])
    })

    test("for a check that gets no answer", async () => {
      await using rig = new Rig(make)
      await using silent = await ServerProcess.start()
      await silent.freeze()
      const checks = [{ protocol: "http", port: 20001, path: "/" }] as const
      const fields = { backends: [silent.host], checks, retries: 1 }
      await rig.engine.apply({ services: services(rig, { checkTimeout: 1 }, fields) })
      const ended: string[] = []
      await until("the end of the backend for both", async () => {
        for (const { key, backends } of await rig.engine.traffic())
          if (backends.every(({ live }) => !live) && !ended.includes(key)) ended.push(key)
        return ended.length === 2
      })
      const [short, usual] = (await rig.engine.traffic()).map(({ backends }) => backends[0])
      expect(Number(short?.since)).toBeLessThan(Number(usual?.since))
      if (rig.engine.name === "embedded")
        expect([short?.problem, usual?.problem]).toEqual(["no answer in 1 seconds", "no answer in 5 seconds"])
    })
  })
})
