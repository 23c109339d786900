import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINES, killAll, processesOf, Rig, selfSigned } from "../../testing/engines.ts"
import { ask, HeldConnections, NamedServer, overTls, servers, tally } from "../../testing/servers.ts"

const hosts = (all: readonly NamedServer[]) => all.map(({ host }) => host)

describe.each(ENGINES)("$name", ({ absent, make }) => {
  describe.skipIf(absent)("balances", { timeout: 120_000 }, () => {
    test("in turn", async () => {
      await using rig = new Rig(make)
      await using three = await servers(3)
      await rig.engine.apply({ services: [rig.service({ backends: hosts(three) })] })
      expect(await tally(rig.url(), 30)).toEqual({ s0: 10, s1: 10, s2: 10 })
      const [traffic] = await rig.engine.traffic()
      expect(traffic?.backends.map(({ served }) => served)).toEqual([10, 10, 10])
    })

    test("by the client's address, and by a client's stickiness", async () => {
      await using rig = new Rig(make)
      await using three = await servers(3)
      const common = { backends: hosts(three), mode: "tcp" } as const
      const bySource = rig.service({ ...common, algorithm: "source-ip" })
      const sticky = rig.service({
        ...common,
        key: "1/sticky",
        id: "r1_s",
        sticky: true,
        ports: [{ front: 20081, back: 20001 }],
      })
      await rig.engine.apply({ services: [bySource, sticky] })
      for (const port of [20080, 20081]) {
        const seen = new Set<string>()
        for (let client = 1; client <= 24; client++) {
          const from = `127.9.${client}.7`
          const answers = [
            await ask(rig.url(port), from),
            await ask(rig.url(port), from),
            await ask(rig.url(port), from),
          ]
          expect(new Set(answers).size).toBe(1)
          seen.add(answers[0] ?? "")
        }
        expect(seen.size).toBe(3)
      }
    })

    test("by a client's stickiness, also after the engine was killed and restarted", async () => {
      await using rig = new Rig(make)
      await using three = await servers(3)
      await rig.engine.apply({
        services: [rig.service({ backends: hosts(three), mode: "tcp", sticky: true })],
      })
      const clients = Array.from({ length: 12 }, (_, i) => `127.9.${i + 1}.7`)
      const answers = async () => {
        const all: string[] = []
        for (const from of clients) all.push(await ask(rig.url(), from))
        return all
      }
      const before = await answers()
      await killAll(() => processesOf(join(rig.dir, "e")))
      await rig.engine.apply(rig.engine.current)
      expect((await answers()).join()).toBe(before.join())
    })

    test("every pair of ports, and TLS of the backends unchanged", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const [plain] = one
      if (plain === undefined) throw new Error("one server")
      const own = selfSigned(rig.dir)
      await using secure = await new NamedServer("secure", plain.host, 20443, own).start()
      const ports = [
        { front: 20080, back: 20001 },
        { front: 20081, back: 20001 },
        { front: 20443, back: secure.port },
      ]
      await rig.engine.apply({ services: [rig.service({ backends: hosts(one), mode: "tcp", ports })] })
      for (const port of [20080, 20081]) expect(await ask(rig.url(port))).toBe("s0")
      // The client sees the certificate of the backend itself.
      expect(await overTls(rig.address, 20443, own.certificate)).toContain("secure")
      await expect(ask(rig.url(20443))).rejects.toThrow()
    })

    test.each(["tcp", "http", "https"] as const)("by checks of %s, on a separate port", async (protocol) => {
      await using rig = new Rig(make)
      await using two = await servers(2)
      const [first, second] = two
      if (first === undefined || second === undefined) throw new Error("two servers")
      const tls = protocol === "https" ? selfSigned(rig.dir) : undefined
      await using well = await new NamedServer("well", first.host, 20009, tls).start()
      // Serves traffic, but the check fails: no answer, or an answer in another protocol.
      const other = tls === undefined ? selfSigned(rig.dir) : undefined
      await using ill = new NamedServer("ill", second.host, 20009, other)
      if (protocol !== "tcp") await ill.start()
      const checks = [{ protocol, port: well.port, path: "/health" }]
      await rig.engine.apply({ services: [rig.service({ backends: hosts(two), checks })] })
      await rig.live(1)
      expect(await tally(rig.url(), 6)).toEqual({ s0: 6 })
    })

    test("to the one with the fewest connections, and at random", async () => {
      await using rig = new Rig(make)
      await using three = await servers(3)
      await using held = new HeldConnections()
      const least = rig.service({ backends: hosts(three), algorithm: "least-connections", mode: "tcp" })
      const random = rig.service({
        ...least,
        key: "1/r",
        id: "r1_r",
        algorithm: "random",
        ports: [{ front: 20081, back: 20001 }],
      })
      await rig.engine.apply({ services: [least, random] })
      await held.hold(rig.address, 20080, 3)
      const [traffic] = await rig.engine.traffic()
      expect(traffic?.backends.map(({ active }) => active)).toEqual([1, 1, 1])
      expect(Object.keys(await tally(rig.url(20081), 60)).sort()).toEqual(["s0", "s1", "s2"])
    })
  })
})
