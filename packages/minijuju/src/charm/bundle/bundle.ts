import type { ConfigValue } from "../../state/application.ts"

/** What a bundle says of one application. */
export interface BundleApplication {
  /** A path, a name, or `local:NAME-REVISION` of a charm that a model has. */
  readonly charm: string
  readonly channel: string | undefined
  readonly revision: number | undefined
  readonly base: string | undefined
  readonly units: number
  readonly options: Readonly<Record<string, ConfigValue>>
  readonly constraints: string
  readonly bindings: Readonly<Record<string, string>>
  /** Paths of files, by resource. */
  readonly resources: Readonly<Record<string, string>>
  /** Directives, by storage. */
  readonly storage: Readonly<Record<string, string>>
  readonly expose: boolean
  readonly exposedEndpoints: Readonly<
    Record<string, { readonly spaces: readonly string[]; readonly cidrs: readonly string[] }>
  >
  readonly trust: boolean
  /** Endpoints that other models may use, by the offer's name. */
  readonly offers: Readonly<Record<string, BundleOffer>>
  readonly to: readonly string[]
}

/** An offer of an application. */
interface BundleOffer {
  readonly endpoints: readonly string[]
  /** What users may do with it. */
  readonly acl: Readonly<Record<string, string>>
}

/** A bundle after its overlays have been applied. */
export interface Bundle {
  readonly applications: ReadonlyMap<string, BundleApplication>
  /** URLs of the offers that are consumed, by the name that they get. */
  readonly saas: ReadonlyMap<string, string>
  readonly relations: readonly (readonly string[])[]
  /** Constraints of the machines that placements may name. */
  readonly machines: ReadonlyMap<string, string>
  /** The folder that paths in the bundle begin in. */
  readonly dir: string
  /** What the bundle says and minijuju does not do, one text each. */
  readonly warnings: readonly string[]
}
