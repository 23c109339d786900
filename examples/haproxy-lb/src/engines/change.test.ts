import { readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINES, killAll, processesOf, Rig, selfSigned } from "../../testing/engines.ts"
import { ask, HeldConnections, NamedServer, overTls, servers, tally } from "../../testing/servers.ts"

describe.each(ENGINES)("$name", ({ absent, make }) => {
  describe.skipIf(absent)("under change", { timeout: 180_000 }, () => {
    test("no request of a looping client fails during 50 reloads, and held connections continue", async () => {
      await using rig = new Rig(make)
      await using both = await servers(2)
      await using held = new HeldConnections()
      const hosts = both.map(({ host }) => host)
      await rig.engine.apply({ services: [rig.service({ backends: hosts })] })
      await held.hold(rig.address, 20080, 2)
      let going = true
      const client = async () => {
        const failures: unknown[] = []
        let answered = 0
        while (going)
          await ask(rig.url()).then(
            () => answered++,
            (error) => failures.push(error),
          )
        return { answered, failures }
      }
      const clients = [client(), client()]
      for (let round = 0; round < 50; round++) {
        const other = rig.service({
          key: `${round + 2}/x`,
          id: `r${round}_x`,
          ports: [{ front: 20100 + round, back: 20001 }],
          backends: hosts,
        })
        const one = rig.service({ backends: round % 2 ? hosts : hosts.toReversed() })
        await rig.engine.apply({ services: [one, other] })
      }
      going = false
      const results = await Promise.all(clients)
      expect(results.flatMap(({ failures }) => failures)).toEqual([])
      for (const { answered } of results) expect(answered).toBeGreaterThan(50)
      // HAProxy closes connections that are idle for 30 seconds, and 50 reloads can take longer. Another test covers one reload.
      if (rig.engine.name === "embedded") expect(await held.stillAnswered()).toBe(2)
    })

    test("a dead backend gets no requests until its check succeeds again", async () => {
      await using rig = new Rig(make)
      await using both = await servers(2)
      const checks = [{ protocol: "http", port: 20001, path: "/health" }] as const
      await rig.engine.apply({ services: [rig.service({ backends: both.map(({ host }) => host), checks })] })
      await rig.live(2)
      const [first, second] = both
      if (first === undefined || second === undefined) throw new Error("two servers")
      // The server still accepts connections, but fails its check.
      second.healthy = false
      await rig.live(1)
      expect(await tally(rig.url(), 10)).toEqual({ s0: 10 })
      second.healthy = true
      await rig.live(2)
      await first.kill()
      // No check has run yet: a failed connection is retried with the other backend.
      expect(await tally(rig.url(), 10)).toEqual({ s1: 10 })
      await rig.live(1)
      await first.start()
      await rig.live(2)
      expect(Object.keys(await tally(rig.url(), 10)).sort()).toEqual(["s0", "s1"])
    })

    test("TLS is terminated with the given certificate, its files are private, and a new certificate is applied without interruption", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const backends = one.map(({ host }) => host)
      const [old, next] = [selfSigned(rig.dir), selfSigned(rig.dir)]
      for (const tls of [old, next]) {
        await rig.engine.apply({ services: [rig.service({ backends, tls })] })
        expect(await overTls(rig.address, 20080, tls.certificate)).toContain("s0")
        await expect(
          overTls(rig.address, 20080, tls === old ? next.certificate : old.certificate),
        ).rejects.toThrow()
      }
      for (const file of filesUnder(join(rig.dir, "e"))) {
        // The process id is not secret, and HAProxy chooses the mode of its file.
        const { mode } = file.endsWith(".pid") ? { mode: 0 } : statSync(file)
        expect(`${file} ${(mode & 0o077).toString(8)}`).toBe(`${file} 0`)
      }
      expect(filesUnder(join(rig.dir, "e")).filter((file) => file.endsWith(".pem")).length).toBeLessThan(2)
    })

    test("a plan that cannot be applied changes nothing, and after a kill the last good plan is restored", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const good = rig.service({ backends: one.map(({ host }) => host) })
      await rig.engine.apply({ services: [good] })
      await using rival = await new NamedServer("rival", rig.address, 20099).start()
      const bad = rig.service({ key: "2/bad", id: "r2_bad", ports: [{ front: rival.port, back: 1 }] })
      await expect(rig.engine.apply({ services: [good, bad] })).rejects.toThrow()
      expect(await tally(rig.url(), 5)).toEqual({ s0: 5 })
      expect(rig.engine.current).toEqual({ services: [good] })
      await killAll(() => processesOf(join(rig.dir, "e")))
      await expect(ask(rig.url())).rejects.toThrow()
      await rig.engine.apply(rig.engine.current)
      expect(await tally(rig.url(), 5)).toEqual({ s0: 5 })
      // The remains of a hook that was killed.
      for (const name of ["haproxy.next.cfg", "desired.next.json"])
        writeFileSync(join(rig.dir, "e", name), "cut o")
      await rig.engine.apply({ services: [{ ...good, backends: [] }] })
      await rig.engine.apply({ services: [good] })
      expect(await tally(rig.url(), 5)).toEqual({ s0: 5 })
    })

    test("a removed service finishes its connections and accepts no new ones", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      await using held = new HeldConnections()
      const backends = one.map(({ host }) => host)
      const stays = rig.service({
        key: "2/b",
        id: "r2_b",
        backends,
        mode: "tcp",
        ports: [{ front: 20081, back: 20001 }],
      })
      await rig.engine.apply({ services: [rig.service({ backends, mode: "tcp" }), stays] })
      await held.hold(rig.address, 20080, 1)
      await rig.engine.apply({ services: [stays] })
      await expect(ask(rig.url())).rejects.toThrow("ECONNREFUSED")
      expect(await ask(rig.url(20081))).toBe("s0")
      expect(await held.stillAnswered()).toBe(1)
      expect(await rig.engine.connections("1/web")).toBe(1)
      await held[Symbol.asyncDispose]()
      await rig.ended("1/web")
    })
  })
})

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )
}
