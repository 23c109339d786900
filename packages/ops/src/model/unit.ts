import type { SecretSettings } from "../hook-tools.ts"
import type { Application } from "./application.ts"
import { ModelError } from "./errors.ts"
import type { ModelOptions } from "./juju-context.ts"
import type { Leadership } from "./leadership.ts"
import type { Ports } from "./ports.ts"
import type { Secret } from "./secret.ts"
import type { SecretContent } from "./secret-content.ts"
import { type AnyStatus, type SettableStatus, UnknownStatus } from "./status.ts"
import type { StatusSlot } from "./status-slot.ts"

/** Services that only this unit has. */
export interface OwnUnit {
  readonly leadership: Leadership
  readonly status: StatusSlot
  readonly ports: Ports
  readonly hook: ModelOptions
  readonly setWorkloadVersion: (version: string) => void
  readonly addSecret: (content: SecretContent, settings: SecretSettings) => Secret
}

/** A unit: the one on which the charm runs, a peer, or one at the other end of a relation. */
export class Unit {
  /** `db/3` */
  readonly name: string
  /** The application that it belongs to. */
  readonly app: Application
  /** 3 for `db/3` */
  readonly number: number
  readonly #own: OwnUnit | undefined

  /** @internal */
  constructor(name: string, app: Application, own: OwnUnit | undefined) {
    this.name = name
    this.app = app
    this.number = unitNumber(name)
    this.#own = own
  }

  /** Whether it is the unit on which the charm runs. */
  get isOwn(): boolean {
    return this.#own !== undefined
  }

  /**
   * Whether this unit leads its application. Juju guarantees the leadership for 30 s.
   * @throws ModelError for another unit, about which Juju does not say
   */
  isLeader(): boolean {
    return this.own("tell whether it leads").leadership.isLeader()
  }

  /** Unknown for other units. */
  get status(): AnyStatus {
    return this.#own === undefined ? new UnknownStatus() : this.#own.status.get()
  }

  /**
   * Takes effect at once. Skipped if this dispatch has already set the same status.
   * @throws ModelError for another unit; InvalidStatusError for a status that a charm cannot set
   */
  set status(status: SettableStatus) {
    this.own("set its status").status.set(status)
  }

  /** Sets the workload version that `juju status` shows. Takes effect at once. */
  setWorkloadVersion(version: string): void {
    const own = this.own("set its workload version")
    if (typeof version !== "string") {
      throw new ModelError(`the workload version is a string, not ${typeof version}`)
    }
    own.setWorkloadVersion(version)
  }

  /** The ports that Juju opens for this unit when the application is exposed. */
  get ports(): Ports {
    return this.own("change its ports").ports
  }

  /**
   * Creates a secret that only this unit can manage, and that is removed with the unit. The id is valid at once; Juju creates the secret
   * when the hook succeeds.
   * @throws ModelError for another unit, or for keys and values that Juju would refuse
   */
  addSecret(content: SecretContent, settings: SecretSettings = {}): Secret {
    return this.own("add a secret").addSecret(content, settings)
  }

  /** @internal @param what completes "cannot" in the error for another unit */
  own(what: string): OwnUnit {
    if (this.#own === undefined) throw new ModelError(`${this.name} is another unit: cannot ${what}`)
    return this.#own
  }

  /** The name. */
  toString(): string {
    return this.name
  }
}

/** `db/3` -> `db`. @throws ModelError if the text is not a unit name */
export function applicationOf(unitName: string): string {
  const slash = unitName.indexOf("/")
  if (slash <= 0) throw new ModelError(`"${unitName}" is not the name of a unit (like "db/0")`)
  return unitName.slice(0, slash)
}

function unitNumber(name: string): number {
  const digits = name.slice(name.indexOf("/") + 1)
  const number = Number(digits)
  // Juju writes no leading zeros and no signs.
  if (!Number.isInteger(number) || number < 0 || String(number) !== digits || digits === name) {
    throw new ModelError(`"${name}" is not the name of a unit (like "db/0")`)
  }
  return number
}

/** Numeric order: db/2 before db/10. */
export function compareUnits(a: Unit, b: Unit): number {
  if (a.app.name !== b.app.name) return a.app.name < b.app.name ? -1 : 1
  return a.number - b.number
}
