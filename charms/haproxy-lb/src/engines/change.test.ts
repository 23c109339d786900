import { readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { dose, isDeep } from "../../../../suite/doses.ts"
import { ENGINES, killAll, processesOf, Rig, selfSigned } from "../../testing/engines.ts"
import { keptAlive, Load, oneConnection } from "../../testing/load.ts"
import { ask, HeldConnections, NamedServer, overTls, servers, tally } from "../../testing/servers.ts"

/** Each is a reload and a change of members. */
const CHANGES = dose("backendChanges")
/** Of each kind of client, after each change. */
const REQUESTS = 10
/** Idle connections at each change. */
const IDLE = 4

describe.each(ENGINES)("$name", ({ absent, make }) => {
  describe.skipIf(absent)("under change", { timeout: 180_000 }, () => {
    test("no request fails while backends are added and removed, and removed ones end", async () => {
      await using rig = new Rig(make)
      await using all = await servers(12)
      const hosts = all.map(({ host }) => host)
      const [stays = "", also = "", ...leave] = hosts
      const leaving = all.filter(({ host }) => leave.includes(host))
      const tls = selfSigned(rig.dir)
      const services = (backends: readonly string[]) => [
        rig.service({ backends }),
        rig.service({ key: "2/tcp", mode: "tcp", backends, ports: [{ front: 20081, back: 20001 }] }),
        rig.service({ key: "3/tls", tls, backends, ports: [{ front: 20443, back: 20001 }] }),
        // A connection ends with its backend.
        rig.service({
          key: "4/long",
          mode: "tcp",
          backends: [stays],
          ports: [{ front: 20082, back: 20001 }],
        }),
      ]
      await rig.engine.apply({ services: services(hosts) })
      await using longLived = await oneConnection(rig.address, 20082)
      await using load = new Load({
        "one request for each connection": () => ask(rig.url()),
        "kept alive": keptAlive(rig.url()),
        "tcp, one request for each connection": () => ask(rig.url(20081)),
        "TLS, kept alive": keptAlive(`https://${rig.address}:20443/`, tls.certificate),
        "one connection for all requests": longLived,
      })
      let idleAnswered = 0
      for (let round = 0; round < CHANGES; round++) {
        const few = round % 2 === 0
        if (!few) await Promise.all(leaving.map((one) => one.start()))
        await using idle = new HeldConnections()
        await idle.hold(rig.address, 20080, IDLE)
        await rig.engine.apply({ services: services(few ? [stays, also] : hosts) })
        if (few) {
          const seen = () => leaving.reduce((sum, { requests }) => sum + requests.length, 0)
          const before = seen()
          // HAProxy's old worker answers them, and closes them then.
          idleAnswered += await idle.stillAnswered()
          // The embedded engine balances connections, so the requests of one stay with its backend, and end with it.
          const replays = rig.engine.name === "haproxy"
          if (replays) expect(seen()).toBe(before)
          await Promise.all(leaving.map((one) => (replays ? one.kill() : one.stop())))
        } else idleAnswered += await idle.stillAnswered()
        await load.more(REQUESTS)
      }
      expect(idleAnswered).toBe(CHANGES * IDLE)
      const failures = await load.end()
      console.log(
        `${rig.engine.name}: ${CHANGES} changes, ${JSON.stringify(load.answered)}, ${idleAnswered} of ${CHANGES * IDLE} idle, ${failures.length} failed`,
      )
      expect(failures).toEqual([])
      for (const answered of Object.values(load.answered))
        expect(answered).toBeGreaterThanOrEqual(CHANGES * REQUESTS)
    })

    // Waits for the limits of commands to a process.
    test.runIf(isDeep)("a process that does not answer is not one without connections", async () => {
      await using rig = new Rig(make)
      expect(await rig.engine.connections()).toEqual(new Map())
      await rig.engine.apply({ services: [rig.service({})] })
      const processes = processesOf(rig.dir)
      for (const pid of processes) process.kill(pid, "SIGSTOP")
      try {
        expect(await rig.engine.connections()).toBeUndefined()
      } finally {
        for (const pid of processes) process.kill(pid, "SIGCONT")
      }
    })

    test("when all backends are replaced, a client that is connected gets an answer", async () => {
      await using rig = new Rig(make)
      await using both = await servers(2)
      const [old = "", next = ""] = both.map(({ host }) => host)
      await rig.engine.apply({ services: [rig.service({ backends: [old] })] })
      await using idle = new HeldConnections()
      await idle.hold(rig.address, 20080, 1)
      await rig.engine.apply({ services: [rig.service({ backends: [next] })] })
      expect(await idle.stillAnswered()).toBe(1)
      expect(await ask(rig.url())).toBe("s1")
    })

    test("while most backends die at once, and before they are removed, requests reach the others", async () => {
      await using rig = new Rig(make)
      await using all = await servers(12)
      const backends = all.map(({ host }) => host)
      // Without checks, and with ones that come too late.
      const checks = [{ protocol: "tcp", port: 20001, path: "/" }] as const
      const late = { key: "2/late", checks, interval: 60, ports: [{ front: 20081, back: 20001 }] }
      const services = (hosts: readonly string[]) => [
        rig.service({ backends: hosts }),
        rig.service({ ...late, backends: hosts }),
      ]
      await rig.engine.apply({ services: services(backends) })
      // A request that a backend is answering ends with it, except that HAProxy sends it again.
      const replays = rig.engine.name === "haproxy"
      if (!replays) await Promise.all(all.slice(2).map((one) => one.stop()))
      await using load = new Load({ unchecked: () => ask(rig.url()), checked: () => ask(rig.url(20081)) })
      await load.more(10)
      if (replays) await Promise.all(all.slice(2).map((one) => one.kill()))
      await load.more(50)
      await rig.engine.apply({ services: services(backends.slice(0, 2)) })
      expect(await load.end()).toEqual([])
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
      expect(await rig.connections("1/web")).toBe(1)
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
