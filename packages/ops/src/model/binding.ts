import {
  type HookToolRunner,
  isRelationNotFound,
  type NetworkInfo,
  networkGet,
  type RelationRef,
} from "../hook-tools.ts"
import { ModelError } from "./errors.ts"

/** The addresses of this unit on the network of one endpoint, read on first use (Juju: network-get). */
export class Binding {
  /** The endpoint or extra binding. */
  readonly name: string
  readonly #runner: HookToolRunner
  readonly #relation?: RelationRef
  #network: NetworkInfo | undefined

  /** @param where an endpoint, or a relation: across models the other side may need another ingress address */
  constructor(runner: HookToolRunner, where: string | { readonly name: string; readonly ref: RelationRef }) {
    this.#runner = runner
    if (typeof where === "string") this.name = where
    else {
      this.name = where.name
      this.#relation = where.ref
    }
  }

  /** The address on which the workload can listen. @throws ModelError if Juju knows no address */
  get bindAddress(): string {
    return this.#first(
      this.read().bindAddresses.flatMap(({ addresses }) => addresses.map(({ value }) => value)),
      "bind",
    )
  }

  /** The address at which others reach this unit. @throws ModelError if Juju knows no address */
  get ingressAddress(): string {
    return this.#first(this.ingressAddresses, "ingress")
  }

  get ingressAddresses(): readonly string[] {
    return this.read().ingressAddresses
  }

  /** The subnets from which this unit's traffic comes, as CIDRs. */
  get egressSubnets(): readonly string[] {
    return this.read().egressSubnets
  }

  #first(addresses: readonly string[], kind: string): string {
    const [address] = addresses
    if (address === undefined) throw new ModelError(`Juju knows no ${kind} address for "${this.name}"`)
    return address
  }

  /** @internal */
  read(): NetworkInfo {
    this.#network ??= this.#ask()
    return this.#network
  }

  #ask(): NetworkInfo {
    if (this.#relation === undefined) return networkGet(this.#runner, this.name)
    try {
      return networkGet(this.#runner, this.name, { relation: this.#relation })
    } catch (error) {
      // The relation was removed; its endpoint is still bound.
      if (isRelationNotFound(error)) return networkGet(this.#runner, this.name)
      throw error
    }
  }
}
