import {
  type ActionName,
  CharmBase,
  type CharmClass,
  type KnownName,
  type ParamsOf,
  type RunningHook,
} from "@charmkit/ops"
import type { CharmParts } from "../dispatch/charm-parts.ts"
import { runReactive } from "../dispatch/run-reactive.ts"
import type { KnownFlag } from "../flags/known-flags.ts"
import type { Trigger } from "../flags/triggers.ts"
import type { Callable } from "../handlers/handler.ts"
import { type CharmDeclaration, type InterfaceRegistration, type Role, register } from "./declaration.ts"
import { Handlers } from "./handlers.ts"
import type { Hook } from "./hook.ts"
import type { Fitting, FlagName, HookName, InterfaceName, TypesOf } from "./names.ts"

/** The argument of each action's handlers. */
type ActionHooks<D extends CharmDeclaration> = {
  readonly [Name in ActionName<TypesOf<D>>]: Hook<D, ParamsOf<TypesOf<D>, Name>>
}

/**
 * A reactive charm: its declaration and its handlers. It keeps no state of a hook, so that one object serves any number of hooks.
 * `Hook` is the type of the handlers' argument.
 */
export class ReactiveCharm<D extends CharmDeclaration> extends Handlers<
  FlagName<D>,
  HookName<D>,
  Hook<D>,
  ActionHooks<D>
> {
  /** The charm as a class of `@charmkit/ops`, for `main` and for the test kit's `inProcess()`. */
  readonly CharmClass: CharmClass
  /** The argument of `defineCharm`. */
  readonly declaration: D
  readonly #triggers: Trigger[] = []
  readonly #interfaces: InterfaceRegistration[] = []
  readonly #atStart: Callable<Hook<D>>[] = []
  readonly #atExit: Callable<Hook<D>>[] = []

  constructor(declaration: D) {
    super()
    this.declaration = declaration
    this.CharmClass = charmClass(this, declaration.handleKind ?? "ReactiveCharm")
  }

  /** Sets flags, clears flags or calls back at the moment a flag is set or cleared, in every hook. */
  trigger<Flag extends string>(trigger: Trigger<KnownFlag<Flag, FlagName<D>>>): void {
    this.#triggers.push(trigger)
  }

  /** Registers an interface class for endpoints that the charm does not declare by name. */
  registerInterface<Name extends string>(
    role: Role,
    interfaceName: KnownName<Name, InterfaceName<D>>,
    Class: new (charm: CharmBase, endpoint: string) => object,
  ): void {
    this.#interfaces.push(register(role, interfaceName, Class, []))
  }

  /** Registers a function to call before the handlers, in order of registration; not in restricted hooks. */
  atStart(callback: Callable<Hook<D>>): void {
    this.#atStart.push(callback)
  }

  /** Registers a function to call after the handlers of a successful hook, in reverse order; not in restricted hooks. */
  atExit(callback: Callable<Hook<D>>): void {
    this.#atExit.push(callback)
  }

  /** @internal The dispatch reads it. */
  get parts(): CharmParts<D> {
    return {
      declaration: this.declaration,
      handlers: this.registered(),
      triggers: this.#triggers,
      interfaces: this.#interfaces,
      atStart: this.#atStart,
      atExit: this.#atExit,
    }
  }
}

function charmClass<D extends CharmDeclaration>(definition: ReactiveCharm<D>, kind: string): CharmClass {
  return class Reactive extends CharmBase {
    static override readonly handleKind = kind
    static readonly runHook = (charm: CharmBase, hook: RunningHook) =>
      runReactive(definition.parts, charm, hook)
  }
}

/**
 * Creates a reactive charm.
 * @throws DeclarationError, in its first hook, if the declaration contradicts the charm's metadata
 */
export function defineCharm<const D extends CharmDeclaration>(declaration: D & Fitting<D>): ReactiveCharm<D> {
  return new ReactiveCharm<D>(declaration)
}

/**
 * The type of the argument of a charm's handlers: `type Hook = HookOf<typeof charm>`. With the name of an action: that of this action's
 * handlers, whose `model.action.params` have its types.
 */
export type HookOf<C, Action extends string = never> =
  C extends ReactiveCharm<infer D>
    ? [Action] extends [never]
      ? Hook<D>
      : Hook<D, ParamsOf<TypesOf<D>, Action>>
    : never
