import { type Engine, EngineError } from "../engines/engine.ts"
import { type Obstacle, obstacleOf } from "../engines/listenable.ts"
import type { Desired, Service } from "../plan/desired.ts"

export interface Applied {
  /** Services that this unit cannot listen for, by key. */
  readonly obstacles: ReadonlyMap<string, Obstacle>
  /** Services that the engine did not take, by key, with its words; for the log. */
  readonly failed: ReadonlyMap<string, string>
}

/**
 * Brings the engine to what is desired. A service that cannot be had is left out, or stays as it was, so that it harms no other.
 * @param running whether the engine holds the places of its current configuration
 */
export async function applyTo(engine: Engine, desired: Desired, running: boolean): Promise<Applied> {
  const { current } = engine
  const obstacles = new Map<string, Obstacle>()
  for (const service of desired.services) {
    const obstacle = await obstacleOf(service, running ? current : { services: [] })
    if (obstacle !== undefined) obstacles.set(service.key, obstacle)
  }
  const possible = desired.services.filter(({ key }) => !obstacles.has(key))
  if (running && same(possible, current.services)) return { obstacles, failed: new Map() }
  try {
    await engine.apply({ services: possible })
    return { obstacles, failed: new Map() }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { obstacles, failed: await oneByOne(engine, possible, current) }
  }
}

/** Finds those that are to blame by adding one change after the other to what the engine has taken before. */
async function oneByOne(
  engine: Engine,
  wanted: readonly Service[],
  before: Desired,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>()
  const old = (key: string) => before.services.find((service) => service.key === key)
  let good = wanted.flatMap(({ key }) => old(key) ?? [])
  for (const service of wanted) {
    if (same([service], [old(service.key)])) continue
    const trial = [...good.filter(({ key }) => key !== service.key), service].sort((a, b) =>
      a.key < b.key ? -1 : 1,
    )
    try {
      await engine.apply({ services: trial })
      good = trial
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      failed.set(service.key, error.message)
    }
  }
  if (failed.size === 0) await engine.apply({ services: good })
  return failed
}

const same = (a: readonly (Service | undefined)[], b: readonly (Service | undefined)[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
