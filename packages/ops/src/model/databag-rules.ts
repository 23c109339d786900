import type { Application } from "./application.ts"
import type { Leadership } from "./leadership.ts"
import { Unit } from "./unit.ts"

/** Juju's access rules for one databag. Each function returns the reason of a refusal, or undefined. */
export interface DatabagRules {
  readonly readRefusal: () => string | undefined
  readonly writeRefusal: () => string | undefined
  /** Whether the rules alone decide. For other databags, only a read shows whether Juju allows it. */
  readonly certain: boolean
}

export interface DatabagPlace {
  readonly entity: Unit | Application
  readonly unit: Unit
  readonly app: Application
  readonly peer: boolean
  readonly leadership: Leadership
}

/** Juju 3.6: who may read and write which databag of a relation. */
export function databagRules({ entity, unit, app, peer, leadership }: DatabagPlace): DatabagRules {
  const allowed = () => undefined
  if (entity instanceof Unit) {
    if (entity.name === unit.name) return { readRefusal: allowed, writeRefusal: allowed, certain: true }
    const writeRefusal = () => `${unit.name} cannot write the data of ${entity.name}: only a unit itself can`
    return { readRefusal: allowed, writeRefusal, certain: false }
  }
  if (entity.name !== app.name) {
    const writeRefusal = () =>
      `${unit.name} cannot write the data of the application ${entity.name}: only its own leader can`
    return { readRefusal: allowed, writeRefusal, certain: false }
  }
  const follower = (what: string) => () =>
    leadership.isLeader()
      ? undefined
      : `${unit.name} is not the leader and cannot ${what} of its own application ${app.name}; ` +
        "ask unit.isLeader() first, or do this in the leader only"
  return {
    readRefusal: peer ? allowed : follower("read the data"),
    writeRefusal: follower("write the data"),
    certain: true,
  }
}
