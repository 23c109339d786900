import type { CharmBase } from "@charmkit/ops"
import { type Claims, parseClaims } from "../plan/claims.ts"

const CLAIMS = "claims"
const DRAINED = "drained"
const BIND = "bind-address"
const INGRESS = "ingress-address"

/** Where a unit is reached: by the network that it listens on, and by the one that others know. */
export interface Addresses {
  readonly bind: string
  readonly ingress: string
}

/** What the units of this application tell each other. */
export class Peers {
  readonly #charm: CharmBase

  constructor(charm: CharmBase) {
    this.#charm = charm
  }

  get own(): Addresses {
    const binding = this.#charm.model.getBinding("lb-consumers")
    return { bind: binding.bindAddress, ingress: binding.ingressAddress }
  }

  /** Of all units that have told them; this one's first. */
  get addresses(): readonly Addresses[] {
    const others = this.#others.flatMap((bag) => {
      const bind = bag.get(BIND)
      return bind === undefined ? [] : [{ bind, ingress: bag.get(INGRESS) ?? bind }]
    })
    return [this.own, ...others]
  }

  get claims(): Claims {
    const relation = this.#relation
    return relation === undefined ? {} : parseClaims(relation.data(this.#charm.app).get(CLAIMS))
  }

  /** Whether all other units have no connections of this request any more. */
  haveDrained(key: string): boolean {
    return this.#others.every((bag) => (bag.get(DRAINED) ?? "").split("\n").includes(key))
  }

  /** @param drained keys of requests that are being drained and have no connections here */
  tell(drained: readonly string[]): void {
    const bag = this.#relation?.data(this.#charm.unit)
    const { bind, ingress } = this.own
    bag?.set(BIND, bind)
    bag?.set(INGRESS, ingress)
    bag?.set(DRAINED, drained.join("\n"))
  }

  /** The leader's word for all units and later leaders. */
  settle(claims: Claims): void {
    this.#relation?.data(this.#charm.app).set(CLAIMS, JSON.stringify(claims))
  }

  get #relation() {
    return this.#charm.model.relation("units")
  }

  get #others() {
    const relation = this.#relation
    const bags = (relation?.units ?? []).map((unit) => relation?.data(unit))
    return bags.flatMap((bag) => (bag?.readable === true ? [bag] : []))
  }
}
