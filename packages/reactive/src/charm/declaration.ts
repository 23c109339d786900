import type { CharmBase } from "@charmkit/ops"

export type Role = "requires" | "provides" | "peers"

/**
 * A class that speaks an interface over one endpoint. Known by its shape only: neither it nor this package imports the other.
 */
export interface InterfaceClass<Instance extends object = object> {
  new (charm: CharmBase, endpoint: string): Instance
  /**
   * The flags it keeps, after `endpoint.NAME.`: for the compiler. Without it every name is accepted.
   */
  readonly reactiveFlags?: readonly string[]
}

export interface InterfaceRegistration<C extends InterfaceClass = InterfaceClass> {
  readonly role: Role
  readonly interfaceName: string
  readonly Class: C
}

/** What a charm says about itself. All of it is optional; what is declared is checked by the compiler. */
export interface CharmDeclaration {
  /** The charm's own flags. Once declared, a misspelt one does not compile. */
  readonly flags?: readonly string[]
  /** Names of config options, for `config.changed.NAME` and the like. */
  readonly config?: readonly string[]
  /** Endpoints of metadata.yaml and who speaks their interface: `{ "lb-provider": requires("loadbalancer", LBProvider) }`. */
  readonly endpoints?: Readonly<Record<string, InterfaceRegistration>>
  /** Layers that set statuses, the most important one last. The charm itself comes after all of them. */
  readonly layers?: readonly string[]
  /**
   * The first part of the paths under which the interfaces keep their state. Give it the class name of the operator charm that
   * this charm replaces, and the state is found.
   */
  readonly handleKind?: string
  /** Write the trace into Juju's log: always, or in hooks that start with this flag set, e.g. `config.set.trace`. */
  readonly trace?: boolean | string
}

/** Says who speaks an interface at the `requires` endpoints that have it. */
export function requires<C extends InterfaceClass>(
  interfaceName: string,
  Class: C,
): InterfaceRegistration<C> {
  return { role: "requires", interfaceName, Class }
}

/** Says who speaks an interface at the `provides` endpoints that have it. */
export function provides<C extends InterfaceClass>(
  interfaceName: string,
  Class: C,
): InterfaceRegistration<C> {
  return { role: "provides", interfaceName, Class }
}

/** Says who speaks an interface at the `peers` endpoints that have it. */
export function peers<C extends InterfaceClass>(interfaceName: string, Class: C): InterfaceRegistration<C> {
  return { role: "peers", interfaceName, Class }
}
