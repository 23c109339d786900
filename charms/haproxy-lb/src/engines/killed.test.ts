import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { bundled } from "../../../../suite/bundled.ts"
import { ENGINES, Rig, selfSigned } from "../../testing/engines.ts"
import { ask, servers } from "../../testing/servers.ts"

const LOOP = await bundled(new URL("../../testing/apply-loop.ts", import.meta.url))
/** Delays after the first change was applied, in milliseconds, at which a hook is killed. */
const MOMENTS = [1, 23, 57, 140]

describe.each(ENGINES)("$name", ({ name, absent, make }) => {
  test.skipIf(absent)("a killed hook interrupts no client, and the next hook applies the plan", async () => {
    await using rig = new Rig(make)
    await using one = await servers(1)
    const backends = one.map(({ host }) => host)
    const plain = rig.service({ backends })
    const tls = rig.service({
      ...{ key: "2/tls", id: "r2_tls", backends, ports: [{ front: 20443, back: 20001 }] },
      tls: selfSigned(rig.dir),
    })
    await rig.engine.apply({ services: [plain] })
    const plans = [{ services: [plain, tls] }, { services: [plain] }].map((plan) => JSON.stringify(plan))
    for (const moment of MOMENTS) {
      const node = [LOOP, name, join(rig.dir, "e"), ...plans]
      const hook = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] })
      await once(hook.stdout, "data")
      const end = performance.now() + moment
      while (performance.now() < end) expect(await ask(rig.url())).toBe("s0")
      hook.kill("SIGKILL")
      await once(hook, "exit")
      expect(await ask(rig.url())).toBe("s0")
      await rig.engine.apply({ services: [plain] })
      expect(await ask(rig.url())).toBe("s0")
      expect(rig.engine.current).toEqual({ services: [plain] })
    }
  })
})
