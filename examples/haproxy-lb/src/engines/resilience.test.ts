import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINES, processesOf, Rig, selfSigned } from "../../testing/engines.ts"
import { ask, HeldConnections, servers, until } from "../../testing/servers.ts"

const RELOADS = 30
const HALF_OPEN = 500

describe.each(ENGINES)("$name", ({ name, absent, make }) => {
  describe.skipIf(absent)("seen by a client from outside", { timeout: 180_000 }, () => {
    test("an idle keep-alive connection is answered once more after each reload", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const backends = one.map(({ host }) => host)
      const answered = { idle: 0, asked: 0 }
      await rig.engine.apply({ services: [rig.service({ backends })] })
      for (let round = 0; round < RELOADS; round++) {
        await using held = new HeldConnections()
        await held.hold(rig.address, 20080, 2)
        const other = rig.service({
          key: `${round + 2}/x`,
          id: `r${round}_x`,
          backends,
          ports: [{ front: 20100, back: 20001 }],
        })
        await rig.engine.apply({ services: [rig.service({ backends }), other] })
        answered.idle += await held.stillAnswered()
        answered.asked += 2
      }
      console.log(
        `${name}: ${answered.idle} of ${answered.asked} idle connections answered after ${RELOADS} reloads`,
      )
      expect(answered.idle).toBe(answered.asked)
    })

    test("whichever process is killed, it serves again without a hook", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      await rig.engine.apply({ services: [rig.service({ backends: one.map(({ host }) => host) })] })
      const folder = join(rig.dir, "e")
      const times: number[] = []
      for (const victim of processesOf(folder)) {
        if (!processesOf(folder).includes(victim)) continue
        process.kill(victim, "SIGKILL")
        const killed = performance.now()
        await until("an answer", () =>
          ask(rig.url()).then(
            () => !processesOf(folder).includes(victim),
            () => false,
          ),
        )
        times.push(Math.round(performance.now() - killed))
      }
      console.log(`${name}: serves again after ${times.join(", ")} ms`)
      expect(times.length).toBeGreaterThan(0)
    })

    test("half-open TLS handshakes end, and a client that is slow afterwards stays", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const tls = selfSigned(rig.dir)
      await rig.engine.apply({ services: [rig.service({ backends: one.map(({ host }) => host), tls })] })
      const sockets: Socket[] = []
      for (let i = 0; i < HALF_OPEN; i++) {
        const socket = connect(20080, rig.address)
        socket.on("error", () => socket.destroy()).resume()
        socket.write(Buffer.from([0x16, 3, 1]))
        sockets.push(socket)
      }
      const standing = () => sockets.filter((socket) => !socket.destroyed).length
      const start = performance.now()
      await until("the end of all of them", () => standing() === 0).catch(() => undefined)
      console.log(
        `${name}: ${standing()} of ${HALF_OPEN} half-open handshakes after ${Math.round((performance.now() - start) / 1000)} s`,
      )
      const left = standing()
      for (const socket of sockets) socket.destroy()
      expect(left).toBe(0)
    })
  })
})
