import type { Blame, Engine } from "../engines/engine.ts"
import { EngineError } from "../engines/engine-error.ts"
import { type Obstacle, obstacleOf } from "../engines/listenable.ts"
import { type Desired, NOTHING, type Service } from "../plan/desired.ts"

export interface Applied {
  /** Services, by key, whose address and port this unit cannot listen on. */
  readonly obstacles: ReadonlyMap<string, Obstacle>
  /** Services, by key, that the engine rejects. */
  readonly blamed: ReadonlyMap<string, Blame>
  /** Why the configuration could not be applied, in the engine's words; for the log. */
  readonly failure: string | undefined
}

export const NOTHING_APPLIED: Applied = { obstacles: new Map(), blamed: new Map(), failure: undefined }

/**
 * Applies a configuration to the engine. A service that cannot be applied is omitted or keeps its old form, so that it affects no other
 * service.
 * @param running whether the engine listens with its current configuration
 */
export async function applyTo(engine: Engine, desired: Desired, running: boolean): Promise<Applied> {
  const { current } = engine
  const obstacles = new Map<string, Obstacle>()
  for (const service of desired.services) {
    const obstacle = await obstacleOf(service, running ? current : NOTHING)
    if (obstacle !== undefined) obstacles.set(service.key, obstacle)
  }
  const possible = desired.services.filter(({ key }) => !obstacles.has(key))
  const blamed = new Map<string, Blame>()
  try {
    if (running && same(possible, current.services)) await engine.service.start()
    else {
      const services = await acceptable(engine, possible, current, blamed)
      if (running && same(services, current.services)) await engine.service.start()
      else await engine.apply({ services })
    }
    return { obstacles, blamed, failure: undefined }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { obstacles, blamed, failure: error.message }
  }
}

/**
 * The services that the engine accepts: a rejected service is replaced by its old form, or omitted. @param blamed receives the rejected
 * ones
 */
async function acceptable(
  engine: Engine,
  requested: readonly Service[],
  before: Desired,
  blamed: Map<string, Blame>,
): Promise<readonly Service[]> {
  const old = new Map(before.services.map((service) => [service.key, service]))
  let services = requested
  for (;;) {
    const objection = await engine.check({ services })
    if (objection === undefined) return services
    const found = objection.blamed.size > 0 ? objection.blamed : await search(engine, services)
    if (found.size === 0) throw new EngineError(objection.reason)
    services = services.flatMap((service) => {
      const blame = found.get(service.key)
      if (blame === undefined) return [service]
      const earlier = blamed.has(service.key) ? undefined : old.get(service.key)
      blamed.set(service.key, blamed.get(service.key) ?? blame)
      return earlier === undefined || same([earlier], [service]) ? [] : [earlier]
    })
  }
}

/** Finds the rejected services by bisection, when the engine does not name them: each check starts a process. */
async function search(engine: Engine, services: readonly Service[]): Promise<ReadonlyMap<string, Blame>> {
  const objection = await engine.check({ services })
  const [first] = services
  if (objection === undefined || first === undefined) return new Map()
  if (services.length === 1) return new Map([[first.key, { field: undefined, reason: objection.reason }]])
  const middle = Math.ceil(services.length / 2)
  const halves = [services.slice(0, middle), services.slice(middle)]
  const found: (readonly [string, Blame])[] = []
  for (const half of halves) found.push(...(await search(engine, half)))
  return new Map(found)
}

const same = (a: readonly Service[], b: readonly Service[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
