import type { CharmBase } from "@charmkit/ops"

/** Which side of a relation an endpoint is. */
export type Role = "requires" | "provides" | "peers"

/**
 * A class that speaks an interface over one endpoint. Known by its shape only: neither it nor this package imports the other.
 */
export interface InterfaceClass<Instance extends object = object> {
  new (charm: CharmBase, endpoint: string, ...rest: never[]): Instance
  /**
   * The flags it keeps, after `endpoint.NAME.`: for the compiler. Without it every name is accepted.
   */
  readonly reactiveFlags?: readonly string[]
}

/** A class that speaks an interface, and for which endpoints. */
export interface InterfaceRegistration<C extends InterfaceClass = InterfaceClass> {
  readonly role: Role
  readonly interfaceName: string
  readonly Class: C
  readonly create: (charm: CharmBase, endpoint: string) => object
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

type Made<C, Rest extends readonly unknown[]> = C &
  (new (
    charm: CharmBase,
    endpoint: string,
    ...rest: Rest
  ) => object)

/**
 * Says who speaks an interface at the `requires` endpoints that have it.
 * @param rest what its constructor takes after the charm and the endpoint's name
 */
export function requires<C extends InterfaceClass, Rest extends readonly unknown[]>(
  interfaceName: string,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C> {
  return register("requires", interfaceName, Class, rest)
}

/** The same for `provides` endpoints. */
export function provides<C extends InterfaceClass, Rest extends readonly unknown[]>(
  interfaceName: string,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C> {
  return register("provides", interfaceName, Class, rest)
}

/** The same for `peers` endpoints. */
export function peers<C extends InterfaceClass, Rest extends readonly unknown[]>(
  interfaceName: string,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C> {
  return register("peers", interfaceName, Class, rest)
}

export function register<C extends InterfaceClass, Rest extends readonly unknown[]>(
  role: Role,
  interfaceName: string,
  Class: Made<C, Rest>,
  rest: Rest,
): InterfaceRegistration<C> {
  return { role, interfaceName, Class, create: (charm, endpoint) => new Class(charm, endpoint, ...rest) }
}
