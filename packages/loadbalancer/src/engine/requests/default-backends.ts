import type { Relation, Unit } from "@charmkit/ops"
import type { InvalidBackend } from "../../interface/received-request.ts"
import { checkAddress } from "../../wire/check.ts"
import type { Issue } from "../../wire.ts"

const INGRESS_ADDRESS = "ingress-address"

const NOT_SHOWN: Issue = { path: [INGRESS_ADDRESS], message: "The data of the unit cannot be read." }

interface DefaultBackend {
  readonly unit: Unit
  readonly address?: string | undefined
  readonly issues: readonly Issue[]
}

/** The units of a requirer as default backends, for requests that list none. Their databags are read only when a request needs them. */
export class DefaultBackends {
  #departing: Unit | undefined
  readonly #relation: Relation
  #read: readonly DefaultBackend[] | undefined
  #addresses: readonly string[] | undefined

  constructor(relation: Relation) {
    this.#relation = relation
  }

  /** Excludes the address of a departing unit. */
  leave(unit: Unit | undefined): void {
    this.#departing = unit
    this.#addresses = undefined
  }

  /**
   * Addresses in the numeric order of the units; in text order the tenth unit would reshuffle the list. Returns the same array as long as
   * the addresses are the same.
   */
  get addresses(): readonly string[] {
    this.#read ??= this.#relation.units.map((unit) => this.#readOne(unit))
    this.#addresses ??= this.#read.flatMap(({ unit, address }) =>
      unit === this.#departing || address === undefined ? [] : [address],
    )
    return this.#addresses
  }

  /** Units with an invalid address. Empty if no request needed default backends. */
  get invalid(): readonly InvalidBackend[] {
    return (this.#read ?? [])
      .filter(({ unit, issues }) => issues.length > 0 && unit !== this.#departing)
      .map(({ unit, issues }) => ({ relation: this.#relation, unit, issues }))
  }

  /** Validated like a backend of a request, because the requirer's charm can write any text there. */
  #readOne(unit: Unit): DefaultBackend {
    const bag = this.#relation.data(unit)
    if (!bag.readable) return { unit, issues: this.#relation.active ? [NOT_SHOWN] : [] }
    const address = bag.get(INGRESS_ADDRESS)
    const issues = address === undefined ? [] : checkAddress(address)
    if (issues.length === 0) return { unit, address, issues }
    return { unit, issues: issues.map(({ message }) => ({ path: [INGRESS_ADDRESS], message })) }
  }
}
