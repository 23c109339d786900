import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { connect as tlsConnect } from "node:tls"
import { describe, expect, test } from "vitest"
import { ENGINES, processesOf, Rig, selfSigned } from "../../testing/engines.ts"
import { ask, HeldConnections, servers, until } from "../../testing/servers.ts"

const HALF_OPEN = 500

describe.each(ENGINES)("$name", ({ name, absent, make }) => {
  describe.skipIf(absent)("for an external client", { timeout: 180_000 }, () => {
    test("whichever serving process is killed, the service returns without a hook", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const desired = { services: [rig.service({ backends: one.map(({ host }) => host) })] }
      await rig.engine.apply(desired)
      const folder = join(rig.dir, "e")
      const supervisors = () => processesOf(folder).filter((id) => processesOf("service.sh").includes(id))
      const serving = () => processesOf(folder).filter((id) => !supervisors().includes(id))
      const times: number[] = []
      const kill = async (place: number) => {
        // A process that was killed before may not have been replaced yet. Without an id, a signal would kill the whole test run.
        await until("a serving process", () => serving().length > 0)
        const victim = serving().at(place)
        if (victim === undefined) throw new Error("There is no serving process to kill.")
        process.kill(victim, "SIGKILL")
        const killed = performance.now()
        const served = () => ask(rig.url()).catch(() => "")
        await until(
          "an answer",
          async () => (await served()) === "s0" && !processesOf(folder).includes(victim),
        )
        times.push(Math.round(performance.now() - killed))
      }
      // HAProxy's master, and its worker.
      await kill(0)
      await kill(-1)
      // The process continues without its supervisor, and the next hook starts a new one.
      for (const id of supervisors()) process.kill(id, "SIGKILL")
      await until("no supervisor", () => supervisors().length === 0)
      expect(await ask(rig.url())).toBe("s0")
      await rig.engine.apply(desired)
      expect(supervisors().length).toBe(1)
      await kill(0)
      console.log(`${name}: serves again after ${times.join(", ")} ms`)
    })

    test("half-open TLS handshakes are closed, and clients that are slow after the handshake stay connected", async () => {
      // The usual limits, 10 and 30 seconds, would only make this test wait.
      await using rig = new Rig((dir) => make(dir, { handshake: { tcp: 2, http: 3 } }))
      await using one = await servers(1)
      await using held = new HeldConnections()
      const backends = one.map(({ host }) => host)
      const tls = selfSigned(rig.dir)
      const tcp = rig.service({
        key: "2/tcp",
        mode: "tcp",
        backends,
        tls,
        ports: [{ front: 20081, back: 20001 }],
      })
      await rig.engine.apply({ services: [rig.service({ backends, tls }), tcp] })
      const patient = tlsConnect({
        host: rig.address,
        port: 20081,
        ca: tls.certificate,
        servername: "lb.test",
      })
      await once(patient, "secureConnect")
      const sockets: Socket[] = []
      for (let i = 0; i < HALF_OPEN; i++) {
        const socket = connect(i % 2 === 0 ? 20080 : 20081, rig.address)
        socket.on("error", () => socket.destroy()).resume()
        socket.write(Buffer.from([0x16, 3, 1]))
        sockets.push(socket)
      }
      const standing = () => sockets.filter((socket) => !socket.destroyed).length
      const start = performance.now()
      await until("the end of all of them", () => standing() === 0).catch(() => undefined)
      const seconds = Math.round((performance.now() - start) / 1000)
      console.log(`${name}: ${standing()} of ${HALF_OPEN} half-open handshakes after ${seconds} s`)
      const left = standing()
      for (const socket of sockets) socket.destroy()
      expect(left).toBe(0)
      expect(await held.use(patient)).toBe(true)
      patient.destroy()
    })
  })
})
