import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Benchmark } from "./benchmark.ts"
import { groupsOf } from "./groups.ts"
import { costOf } from "./hook-cost.ts"
import { providerWith } from "./scenarios.ts"

/** The same charm twice; its `dispatch` selects the socket or a process per call for its hook tools. */
export const socket: Benchmark = {
  name: "socket",
  about: "hook tools over the agent's socket against a process per call",
  async run(fixtures) {
    const charm = await fixtures.pack("examples/lb-provider")
    const taker = async (way: "socket" | "programs") => {
      const scenario = await providerWith(fixtures, charm, 1, 1)
      await selectTransport(await fixtures.charmDir(scenario.model, scenario.unit), way)
      return () => costOf(scenario.model, scenario.unit, scenario.touch)
    }
    const takers = { socket: await taker("socket"), programs: await taker("programs") }
    const rounds = fixtures.quick ? 2 : 25
    return { groups: groupsOf("relation-changed of no effect", await fixtures.inTurns(rounds, takers)) }
  },
}

/** Makes a charm's `dispatch` select one way. @throws Error if the `dispatch` is not a shell script */
async function selectTransport(charmDir: string, way: string): Promise<void> {
  const file = join(charmDir, "dispatch")
  const [shebang, ...lines] = (await readFile(file, "utf8")).split("\n")
  if (shebang !== "#!/bin/sh") throw new Error(`${file} begins with ${shebang}`)
  await writeFile(file, [shebang, `export CHARMKIT_HOOK_TOOLS=${way}`, ...lines].join("\n"))
}
