import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Benchmark } from "./benchmark.ts"
import { groupsOf } from "./groups.ts"
import { costOf } from "./hooks.ts"
import { providerWith } from "./worlds.ts"

/** The same charm twice; its `dispatch` selects the socket or a process per call for its hook tools. */
export const socket: Benchmark = {
  name: "socket",
  about: "hook tools over the agent's socket against hook tools as programs",
  async run(workshop) {
    const charm = await workshop.pack("examples/lb-provider")
    const taker = async (way: "socket" | "programs") => {
      const world = await providerWith(workshop, charm, 1, 1)
      await tell(await workshop.charmDir(world.model, world.unit), way)
      return () => costOf(world.model, world.unit, world.touch)
    }
    const takers = { socket: await taker("socket"), programs: await taker("programs") }
    const rounds = workshop.quick ? 2 : 25
    return { groups: groupsOf("relation-changed without news", await workshop.inTurns(rounds, takers)) }
  },
}

/** Makes a charm's `dispatch` select one way. @throws Error if the `dispatch` is not a shell script */
async function tell(charmDir: string, way: string): Promise<void> {
  const file = join(charmDir, "dispatch")
  const [shebang, ...lines] = (await readFile(file, "utf8")).split("\n")
  if (shebang !== "#!/bin/sh") throw new Error(`${file} begins with ${shebang}`)
  await writeFile(file, [shebang, `export CHARMKIT_HOOK_TOOLS=${way}`, ...lines].join("\n"))
}
