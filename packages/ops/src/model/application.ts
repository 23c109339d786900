import type { SecretSettings } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import type { Leadership } from "./leadership.ts"
import type { Secret } from "./secret.ts"
import type { SecretContent } from "./secret-content.ts"
import { type AnyStatus, type SettableStatus, UnknownStatus } from "./status.ts"
import type { StatusSlot } from "./status-slot.ts"

const PLANNED = "tell the planned units of"

/** Services that only this unit's own application has. */
export interface OwnApplication {
  readonly leadership: Leadership
  readonly status: StatusSlot
  readonly plannedUnits: () => number
  readonly isDying: (unit: { readonly name: string }) => boolean
  readonly addSecret: (content: SecretContent, settings: SecretSettings) => Secret
}

/** An application: this unit's own, or one at the other end of a relation. */
export class Application {
  /** The application's name in the model: `db`. */
  readonly name: string
  readonly #own: OwnApplication | undefined

  /** @internal */
  constructor(name: string, own: OwnApplication | undefined) {
    this.name = name
    this.#own = own
  }

  /** Whether this unit belongs to it. */
  get isOwn(): boolean {
    return this.#own !== undefined
  }

  /** Unknown for other applications. @throws ModelError if this unit is not the leader */
  get status(): AnyStatus {
    if (this.#own === undefined) return new UnknownStatus()
    return this.#led("get the status of").status.get()
  }

  /**
   * Takes effect at once. Skipped if this dispatch has already set the same status.
   * @throws ModelError for another application or without leadership; InvalidStatusError for a status that a charm cannot set
   */
  set status(status: SettableStatus) {
    this.#led("set the status of").status.set(status)
  }

  /** The number of units that the application should have, without dying ones (Juju: goal-state). Own application only. */
  plannedUnits(): number {
    return this.#ownOr(PLANNED).plannedUnits()
  }

  /**
   * Whether a unit of this application is being removed. One call of goal-state (Juju: a dying unit has the status `dying` there).
   * @throws ModelError for another application
   */
  isDying(unit: { readonly name: string }): boolean {
    return this.#ownOr(PLANNED).isDying(unit)
  }

  /**
   * Creates a secret that the leader can manage and every unit of this application can read. The id is valid at once; Juju creates the
   * secret when the hook succeeds.
   * @throws ModelError for another application, without leadership, or for keys and values that Juju would refuse
   */
  addSecret(content: SecretContent, settings: SecretSettings = {}): Secret {
    return this.#led("add a secret to").addSecret(content, settings)
  }

  /** @param verb completes "cannot … the application" in the errors */
  #led(verb: string): OwnApplication {
    const own = this.#ownOr(verb)
    if (!own.leadership.isLeader()) {
      throw new ModelError(
        `cannot ${verb} the application ${this.name}: this unit is not the leader; ask unit.isLeader() first`,
      )
    }
    return own
  }

  #ownOr(verb: string): OwnApplication {
    if (this.#own === undefined) throw new ModelError(`cannot ${verb} the remote application ${this.name}`)
    return this.#own
  }

  /** The name. */
  toString(): string {
    return this.name
  }
}
