import { CharmBase, type CharmClass, type RunningHook } from "@charmkit/ops"
import type { CharmParts } from "../dispatch/charm-parts.ts"
import { runReactive } from "../dispatch/run-reactive.ts"
import type { Trigger } from "../flags/triggers.ts"
import type { Callable } from "../handlers/handler.ts"
import { type CharmDeclaration, type InterfaceRegistration, type Role, register } from "./declaration.ts"
import { Handlers } from "./handlers.ts"
import type { Hook } from "./hook.ts"
import type { FlagName, HookName } from "./names.ts"

/**
 * A reactive charm: what it declares, and its handlers. It holds nothing of a hook, so one object serves any number of them.
 * `Hook` is the type of what handlers are given.
 */
export class ReactiveCharm<D extends CharmDeclaration> extends Handlers<FlagName<D>, HookName<D>, Hook<D>> {
  /** The charm as a class of `@charmkit/ops`: for `inProcess()` of the test kit, and for `main`. */
  readonly CharmClass: CharmClass
  /** What `defineCharm` was given. */
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

  /** At the moment a flag is set or cleared, sets or clears others, or calls back. In all hooks. */
  trigger(trigger: Trigger<FlagName<D>>): void {
    this.#triggers.push(trigger)
  }

  /** Says who speaks an interface at endpoints whose names the charm does not declare. */
  registerInterface(
    role: Role,
    interfaceName: string,
    Class: new (charm: CharmBase, endpoint: string) => object,
  ): void {
    this.#interfaces.push(register(role, interfaceName, Class, []))
  }

  /** Called before the handlers, in the order of registration; not in restricted hooks. */
  atStart(callback: Callable<Hook<D>>): void {
    this.#atStart.push(callback)
  }

  /** Called after the handlers of a hook that went well, the last registered first; not in restricted hooks. */
  atExit(callback: Callable<Hook<D>>): void {
    this.#atExit.push(callback)
  }

  /** @internal For the dispatch. */
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
 * Begins a reactive charm.
 * @throws DeclarationError, in its first hook, if the declaration does not fit the charm's metadata
 */
export function defineCharm<const D extends CharmDeclaration>(declaration: D): ReactiveCharm<D> {
  return new ReactiveCharm(declaration)
}

/** The type of what a charm's handlers are given: `type Hook = HookOf<typeof charm>`. */
export type HookOf<C> = C extends ReactiveCharm<infer D> ? Hook<D> : never
