/** An application's databag, as text under keys. */
export type Bag = ReadonlyMap<string, string>

/** A unit of the consumer with the address that Juju gave it. */
export interface UnitAddress {
  readonly name: string
  /** Undefined until Juju has set its `ingress-address`. */
  readonly address: string | undefined
}

/** One side of a relation, as far as the input shows it. */
export interface SideView {
  readonly application: string | undefined
  readonly endpoint: string | undefined
  /** Undefined: the input does not show it, which says nothing about what stands there. */
  readonly bag: Bag | undefined
  /** In numeric order; undefined as above. */
  readonly units: readonly UnitAddress[] | undefined
}

/** A relation between a consumer and a provider, as far as the input shows it. */
export interface RelationView {
  readonly id: number | undefined
  readonly consumer: SideView
  readonly provider: SideView
}

export type Role = "consumer" | "provider"

export const otherRole = (role: Role): Role => (role === "consumer" ? "provider" : "consumer")

export const UNSEEN: SideView = {
  application: undefined,
  endpoint: undefined,
  bag: undefined,
  units: undefined,
}
