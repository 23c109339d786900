import { networkInterfaces } from "node:os"
import type { CharmBase } from "@charmkit/ops"
import type { Charm } from "../charmcraft.d.ts"
import { type Claims, parseClaims } from "../plan/claims.ts"

const CLAIMS = "claims"
const DRAINED = "drained"
const BIND = "bind-address"
const INGRESS = "ingress-address"
const MACHINE = "machine-addresses"

/** A unit's addresses: the one it listens on, the one that others connect to, and all others of its machine. */
export interface Addresses {
  readonly bind: string
  readonly ingress: string
  readonly machine: readonly string[]
}

/** Data that the units of this application share through the peer relation. */
export class Peers {
  readonly #charm: CharmBase<Charm>

  constructor(charm: CharmBase<Charm>) {
    this.#charm = charm
  }

  get own(): Addresses {
    const binding = this.#charm.model.getBinding("lb-consumers")
    return { bind: binding.bindAddress, ingress: binding.ingressAddress, machine: machineAddresses() }
  }

  /** Addresses of all units that have published them; this unit's first. */
  get addresses(): readonly Addresses[] {
    const others = this.#others.flatMap((bag) => {
      const bind = bag.get(BIND)
      return bind === undefined
        ? []
        : [{ bind, ingress: bag.get(INGRESS) ?? bind, machine: (bag.get(MACHINE) ?? "").split("\n") }]
    })
    return [this.own, ...others]
  }

  get claims(): Claims {
    const relation = this.#relation
    return relation === undefined ? {} : parseClaims(relation.data(this.#charm.app).get(CLAIMS))
  }

  /** Whether all other units have reported that they have no connections of this request. */
  haveDrained(key: string): boolean {
    return this.#others.every((bag) => (bag.get(DRAINED) ?? "").split("\n").includes(key))
  }

  /** Publishes this unit's data. @param drained keys of requests that are being drained and have no connections in this unit */
  publish(drained: readonly string[]): void {
    const bag = this.#relation?.data(this.#charm.unit)
    const { bind, ingress, machine } = this.own
    bag?.set(BIND, bind)
    bag?.set(INGRESS, ingress)
    bag?.set(MACHINE, machine.join("\n"))
    bag?.set(DRAINED, drained.join("\n"))
  }

  /** Publishes the claims for all units and later leaders; only the leader can. */
  publishClaims(claims: Claims): void {
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

/**
 * Sorted, so that the same addresses are the same text. Without link-local ones, which come and go with containers: each change would wake all
 * units, and the policy refuses the whole network anyway.
 */
function machineAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  return all.flatMap(({ address }) => (address.startsWith("fe80:") ? [] : [address])).sort()
}
