import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ask, servers } from "../../testing/servers.ts"

/** Longer than the limits for a socket's path: 97 bytes in HAProxy, 107 in the kernel. */
const LONG = join("o'brien's home", "x".repeat(100), "y".repeat(100), "z".repeat(60))

describe.each(ENGINES)("$name", ({ absent, make }) => {
  test.skipIf(absent)("works in a folder with a path of 300 characters and a quote in it", async () => {
    await using rig = new Rig((dir) => make(join(dir, LONG)))
    await using one = await servers(1)
    const service = rig.service({ backends: one.map(({ host }) => host) })
    await rig.engine.apply({ services: [service] })
    expect(await ask(rig.url())).toBe("s0")
    await rig.engine.apply({ services: [{ ...service, algorithm: "random" }] })
    expect(await ask(rig.url())).toBe("s0")
    expect((await rig.engine.traffic())[0]?.backends[0]?.served).toBeGreaterThan(0)
  })
})
