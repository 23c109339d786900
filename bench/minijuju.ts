import { chmod, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { InProcessCharm } from "minijuju"
import type { Benchmark } from "./benchmark.ts"
import { processTime } from "./floor.ts"
import { emptyCharm, nothing, settleRing } from "./large-model.ts"

const AT_ONCE = 4

interface Ring {
  /** Number of applications, with two units each. */
  readonly applications: number
  /** Relations of each application, with the next applications in the ring. */
  readonly each: number
}
const sizeOf = ({ applications, each }: Ring) => `${applications * 2} units, ${applications * each} relations`

/** Cost of minijuju itself: hooks of a charm that does nothing, compared with empty processes, and in a large model. */
export const minijuju: Benchmark = {
  name: "minijuju",
  about:
    "hooks that do nothing against as many bare processes, and a model of 100 units and 200 relations settling",
  async run(fixtures) {
    const small: Ring = fixtures.quick ? { applications: 2, each: 1 } : { applications: 6, each: 4 }
    const large: Ring = fixtures.quick ? { applications: 3, each: 1 } : { applications: 50, each: 4 }
    const bare = join(fixtures.dir, "empty")
    await writeFile(bare, "#!/bin/sh\n\n")
    await chmod(bare, 0o755)
    const packed = await emptyCharm(fixtures.dir)
    const settle = async (charm: string | InProcessCharm, { applications, each }: Ring) => {
      const model = await fixtures.model()
      const started = performance.now()
      const hooks = await settleRing(model, charm, applications, each)
      const seconds = (performance.now() - started) / 1000
      await model.stop()
      return { hooks, seconds }
    }
    const perSecond = async (charm: string | InProcessCharm) => {
      const { hooks, seconds } = await settle(charm, small)
      return hooks / seconds
    }
    const { hooks } = await settle(nothing, small)
    // Many short rounds, because the load of the machine changes while a large model settles.
    const rates = await fixtures.inTurns(fixtures.quick ? 1 : 9, {
      "bare processes": () => processes(bare, hooks),
      "hooks as processes": () => perSecond(packed),
      "hooks in this process": () => perSecond(nothing),
    })
    const settling = await fixtures.inTurns(fixtures.quick ? 1 : 2, {
      "hooks in this process": async () => (await settle(nothing, large)).seconds,
      "hooks as processes": async () => (await settle(packed, large)).seconds,
    })
    const rowsOf = (taken: ReadonlyMap<string, readonly number[]>) =>
      [...taken].map(([label, samples]) => ({ label, samples }))
    return {
      groups: [
        { title: `${sizeOf(small)}, ${hooks} hooks`, unit: "per second", rows: rowsOf(rates) },
        { title: `${sizeOf(large)}, settled`, unit: "s", rows: rowsOf(settling) },
      ],
    }
  },
}

/** Runs empty shell scripts, as many concurrently as the model runs hooks. Returns the number per second. */
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
