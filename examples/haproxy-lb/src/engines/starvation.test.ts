import { connect, type Socket } from "node:net"
import { describe, expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ask, servers } from "../../testing/servers.ts"

describe.each(ENGINES)("$name", ({ name, absent, make }) => {
  test.skipIf(absent)(
    "one service that is a loop takes no slot of another one",
    async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      const loop = rig.service({
        key: "1/loop",
        id: "r1_l",
        mode: "tcp",
        backends: [rig.address],
        ports: [{ front: 20081, back: 20081 }],
      })
      const good = rig.service({
        key: "2/good",
        id: "r2_g",
        mode: "tcp",
        backends: one.map(({ host }) => host),
      })
      await rig.engine.apply({ services: [loop, good] })
      const attacker: Socket = connect(20081, rig.address)
      attacker.on("error", () => attacker.destroy())
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      const connections = await rig.engine.connections("1/loop")
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () =>
          Promise.race([
            ask(rig.url()).catch(String),
            new Promise<string>((resolve) => setTimeout(() => resolve("no answer"), 5_000)),
          ]),
        ),
      )
      const answered = outcomes.filter((outcome) => outcome === "s0").length
      console.log(
        `${name}: the loop has ${connections} connections; ${answered} of 20 requests to the other service are answered`,
      )
      attacker.destroy()
      expect(answered).toBe(20)
    },
    120_000,
  )
})
