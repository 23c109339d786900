import type { Blame, Engine } from "../engines/engine.ts"
import { EngineError } from "../engines/engine-error.ts"
import { heldBy, type Obstacle, obstacleOf } from "../engines/listenable.ts"
import { type Desired, nameOfPlace, type Place, placesOf, type Service } from "../plan/desired.ts"
import { maxPorts } from "./max-connections.ts"

export interface Applied {
  /** Services, by key, whose address and port this unit cannot listen on. */
  readonly obstacles: ReadonlyMap<string, Obstacle>
  /** Services, by key, that the engine rejects. */
  readonly blamed: ReadonlyMap<string, Blame>
  /** Why the metrics are not served, for the status; undefined if they are, or are not wanted. */
  readonly noMetrics: string | undefined
  /** Why the configuration could not be applied, in the engine's words; for the log. */
  readonly failure: string | undefined
}

const NOTHING_HELD: ReadonlySet<string> = new Set()

export const NOTHING_APPLIED: Applied = {
  obstacles: new Map(),
  blamed: new Map(),
  noMetrics: undefined,
  failure: undefined,
}

/**
 * Applies a configuration to the engine. A service that cannot be applied is omitted or keeps its old form, so that it affects no other
 * service; metrics that cannot be served are omitted.
 * @param running whether the engine listens with its current configuration
 * @param mostPorts on how many ports this unit can listen
 */
export async function applyTo(
  engine: Engine,
  desired: Desired,
  running: boolean,
  mostPorts = maxPorts(),
): Promise<Applied> {
  const { current } = engine
  const held = running ? heldBy(current) : NOTHING_HELD
  const obstacles = new Map<string, Obstacle>()
  const served = new Set(current.services.map(({ key }) => key))
  let free = mostPorts
  // Services that are served already keep their ports.
  for (const service of desired.services.toSorted(
    (a, b) => Number(served.has(b.key)) - Number(served.has(a.key)),
  )) {
    const places = placesOf(service)
    const obstacle = places.length > free ? tooMany(places, mostPorts) : await obstacleOf(places, held)
    if (obstacle === undefined) free -= places.length
    else obstacles.set(service.key, obstacle)
  }
  const services = desired.services.filter(({ key }) => !obstacles.has(key))
  const blamed = new Map<string, Blame>()
  let noMetrics = await obstacleOfMetrics({ ...desired, services }, held)
  try {
    const possible = { services, metrics: noMetrics === undefined ? desired.metrics : undefined }
    if (running && same(possible, current)) await engine.service.start()
    else {
      const accepted = await acceptable(engine, possible, current, blamed)
      if (possible.metrics !== accepted.metrics) noMetrics = "the load balancer cannot serve them"
      if (running && same(accepted, current)) await engine.service.start()
      else await engine.apply(accepted)
    }
    return { obstacles, blamed, noMetrics, failure: undefined }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { obstacles, blamed, noMetrics, failure: error.message }
  }
}

const tooMany = ([first]: readonly Place[], most: number): Obstacle => ({
  ...{ port: first?.port ?? 0, foreignAddress: false },
  reason: `this machine has files for ${most} ports: raise the limit of open files`,
})

/** Traffic comes first: a port that a load balancer has is not taken for metrics. */
async function obstacleOfMetrics(
  { services, metrics }: Desired,
  held: ReadonlySet<string>,
): Promise<string | undefined> {
  if (metrics === undefined) return undefined
  const taken = heldBy({ services }).has(nameOfPlace(metrics))
  const reason = taken ? "a load balancer has it" : (await obstacleOf([metrics], held))?.reason
  return reason && `port ${metrics.port}: ${reason}`
}

/**
 * What the engine accepts: a rejected service is replaced by its old form, or omitted. @param blamed receives the rejected ones
 */
async function acceptable(
  engine: Engine,
  requested: Desired,
  before: Desired,
  blamed: Map<string, Blame>,
): Promise<Desired> {
  const old = new Map(before.services.map((service) => [service.key, service]))
  const { metrics } = requested
  let { services } = requested
  for (;;) {
    const objection = await engine.check({ services, metrics })
    if (objection === undefined) return { services, metrics }
    // HAProxy can be built without the exporter; its message then names no service.
    if (
      metrics !== undefined &&
      objection.blamed.size === 0 &&
      (await engine.check({ services })) === undefined
    )
      return { services }
    const found = objection.blamed.size > 0 ? objection.blamed : await search(engine, services)
    if (found.size === 0) throw new EngineError(objection.reason)
    services = services.flatMap((service) => {
      const blame = found.get(service.key)
      if (blame === undefined) return [service]
      const earlier = blamed.has(service.key) ? undefined : old.get(service.key)
      blamed.set(service.key, blamed.get(service.key) ?? blame)
      return earlier === undefined || same(earlier, service) ? [] : [earlier]
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

/** Plans and services have a fixed order of keys. */
const same = <T extends Desired | Service>(a: T, b: T): boolean => JSON.stringify(a) === JSON.stringify(b)
