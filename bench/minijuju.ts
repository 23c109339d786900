import { chmod, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { InProcessCharm } from "minijuju"
import type { Benchmark } from "./benchmark.ts"
import { processTime } from "./floor.ts"
import { emptyCharm, nothing, settleRing } from "./large-model.ts"

const AT_ONCE = 4

/** What the embedded Juju itself costs: hooks of a charm that does nothing, against bare processes, in a large model. */
export const minijuju: Benchmark = {
  name: "minijuju",
  about:
    "a model of 100 units and 200 relations comes to rest, against as many bare processes as it has hooks",
  async run(workshop) {
    const { applications, each } = workshop.quick
      ? { applications: 3, each: 1 }
      : { applications: 50, each: 4 }
    const bare = join(workshop.dir, "empty")
    await writeFile(bare, "#!/bin/sh\n\n")
    await chmod(bare, 0o755)
    const packed = await emptyCharm(workshop.dir)
    let hooks = 0
    const settle = async (charm: string | InProcessCharm) => {
      const model = await workshop.model()
      const started = performance.now()
      hooks = await settleRing(model, charm, applications, each)
      const took = performance.now() - started
      await model.stop()
      return hooks / (took / 1000)
    }
    await settle(nothing)
    const taken = await workshop.inTurns(workshop.quick ? 1 : 3, {
      "bare processes": () => processes(bare, hooks),
      "hooks as processes": () => settle(packed),
      "hooks in this process": () => settle(nothing),
    })
    const size = `${applications * 2} units, ${applications * each} relations, ${hooks} hooks`
    const rows = [...taken].map(([label, samples]) => ({ label, samples }))
    return { groups: [{ title: size, unit: "per second", rows }] }
  },
}

/** So many empty shell scripts, as many at once as the model runs hooks. Returns how many there were in a second. */
async function processes(file: string, count: number): Promise<number> {
  const started = performance.now()
  let left = count
  const one = async () => {
    while (left > 0) {
      left -= 1
      await processTime(file, [])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return count / ((performance.now() - started) / 1000)
}
