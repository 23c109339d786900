import type { CharmBase, CharmTypes } from "@charmkit/ops"

/** The side of a relation on which an endpoint is. */
export type Role = "requires" | "provides" | "peers"

/**
 * A class that implements an interface for one endpoint. Typed by shape, so that neither the class nor this package imports the other.
 */
export interface InterfaceClass<Instance extends object = object> {
  new (charm: CharmBase, endpoint: string, ...rest: never[]): Instance
  /**
   * The flags that it maintains, without `endpoint.NAME.`, for the compiler. Without it every name is accepted.
   */
  readonly reactiveFlags?: readonly string[]
}

/** A class that implements an interface, and the endpoints for which it is used. */
export interface InterfaceRegistration<
  C extends InterfaceClass = InterfaceClass,
  R extends Role = Role,
  I extends string = string,
> {
  readonly role: R
  readonly interfaceName: I
  readonly Class: C
  readonly create: (charm: CharmBase, endpoint: string) => object
}

/** A charm's declaration. Every part is optional; the compiler checks the use of declared names. */
export interface CharmDeclaration {
  /** The charm's own flags. If declared, a misspelt one does not compile. */
  readonly flags?: readonly string[]
  /**
   * `{} as Charm`: the type that `charmkit-pack --types` writes from charmcraft.yaml. With it, options, endpoints, hooks and actions that
   * the charm does not have do not compile, and options and parameters have the types of their values. The value is not used.
   * @example
   * import type { Charm } from "./charmcraft.d.ts"
   *
   * export const charm = defineCharm({ types: {} as Charm, flags: ["request.sent"] })
   */
  readonly types?: CharmTypes
  /** Endpoints of charmcraft.yaml with their classes: `{ "lb-provider": requires("loadbalancer", LBProvider) }`. */
  readonly endpoints?: Readonly<Record<string, InterfaceRegistration>>
  /** Layers that set statuses, the most important one last. The charm itself ranks above all of them. */
  readonly layers?: readonly string[]
  /**
   * The first part of the paths under which the interfaces store their state. Set it to the class name of the operator charm that this
   * charm replaces, to use that charm's stored state.
   */
  readonly handleKind?: string
  /** Writes the trace to Juju's log: always, or in hooks that start with this flag set, e.g. `config.set.trace`. */
  readonly trace?: boolean | string
}

type Made<C, Rest extends readonly unknown[]> = C &
  (new (
    charm: CharmBase,
    endpoint: string,
    ...rest: Rest
  ) => object)

/**
 * Declares the class for `requires` endpoints with an interface.
 * @param rest the arguments of its constructor after the charm and the endpoint's name
 */
export function requires<C extends InterfaceClass, Rest extends readonly unknown[], I extends string>(
  interfaceName: I,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C, "requires", I> {
  return register("requires", interfaceName, Class, rest)
}

/** Declares the class for `provides` endpoints with an interface. */
export function provides<C extends InterfaceClass, Rest extends readonly unknown[], I extends string>(
  interfaceName: I,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C, "provides", I> {
  return register("provides", interfaceName, Class, rest)
}

/** Declares the class for `peers` endpoints with an interface. */
export function peers<C extends InterfaceClass, Rest extends readonly unknown[], I extends string>(
  interfaceName: I,
  Class: Made<C, Rest>,
  ...rest: Rest
): InterfaceRegistration<C, "peers", I> {
  return register("peers", interfaceName, Class, rest)
}

export function register<
  C extends InterfaceClass,
  Rest extends readonly unknown[],
  R extends Role,
  I extends string,
>(role: R, interfaceName: I, Class: Made<C, Rest>, rest: Rest): InterfaceRegistration<C, R, I> {
  return { role, interfaceName, Class, create: (charm, endpoint) => new Class(charm, endpoint, ...rest) }
}
