import { chmod, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { InProcessCharm } from "minijuju"
import type { Benchmark } from "./benchmark.ts"
import { processTime } from "./floor.ts"
import { emptyCharm, nothing, ring, type Shape, settleShape, sizeOf, star } from "./large-model.ts"

const AT_ONCE = 4

/** Cost of minijuju itself: hooks of a charm that does nothing, compared with empty processes, and in a large model. */
export const minijuju: Benchmark = {
  name: "minijuju",
  about:
    "hooks that do nothing against as many bare processes, a model of 100 units and 200 relations settling, and a hook's cost in ever larger models",
  async run(fixtures) {
    const small = fixtures.quick ? ring(2, 1) : ring(6, 4)
    const large = fixtures.quick ? ring(3, 1) : ring(50, 4)
    const growing = fixtures.quick
      ? { rings: [ring(4, 2)], stars: [star(3), star(6)] }
      : { rings: [30, 120, 300].map((units) => ring(units / 2, 4)), stars: [62, 125, 250, 500].map(star) }
    const bare = join(fixtures.dir, "empty")
    await writeFile(bare, "#!/bin/sh\n\n")
    await chmod(bare, 0o755)
    const packed = await emptyCharm(fixtures.dir)
    const settle = async (charm: string | InProcessCharm, shape: Shape) => {
      const model = await fixtures.model()
      const started = performance.now()
      const before = process.cpuUsage()
      const hooks = await settleShape(model, charm, shape)
      const { user, system } = process.cpuUsage(before)
      const seconds = (performance.now() - started) / 1000
      await model.stop()
      return { hooks, seconds, perHook: (user + system) / hooks }
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
    const costs = (shapes: readonly Shape[]) =>
      fixtures.inTurns(
        fixtures.quick ? 1 : 5,
        Object.fromEntries(
          shapes.map((shape) => [sizeOf(shape), async () => (await settle(nothing, shape)).perHook]),
        ),
      )
    const [inRing, inStar] = [await costs(growing.rings), await costs(growing.stars)]
    const rowsOf = (taken: ReadonlyMap<string, readonly number[]>) =>
      [...taken].map(([label, samples]) => ({ label, samples }))
    return {
      groups: [
        { title: `${sizeOf(small)}, ${hooks} hooks`, unit: "per second", rows: rowsOf(rates) },
        { title: `${sizeOf(large)}, settled`, unit: "s", rows: rowsOf(settling) },
        { title: "processor time of a hook, in a ring", unit: "µs", rows: rowsOf(inRing) },
        { title: "processor time of a hook, in a star", unit: "µs", rows: rowsOf(inStar) },
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
