import { describe, expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ask, HeldConnections, type NamedServer, servers, tally } from "../../testing/servers.ts"

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
