import type { CharmDeclaration, InterfaceRegistration } from "../charm/declaration.ts"
import type { Hook } from "../charm/hook.ts"
import type { Trigger } from "../flags/triggers.ts"
import type { Callable, Registration } from "../handlers/handler.ts"

/** What `defineCharm` and the registrations collected; the same for all hooks of the charm. */
export interface CharmParts<D extends CharmDeclaration> {
  readonly declaration: D
  readonly handlers: readonly Registration<Hook<D>>[]
  readonly triggers: readonly Trigger[]
  readonly interfaces: readonly InterfaceRegistration[]
  readonly atStart: readonly Callable<Hook<D>>[]
  readonly atExit: readonly Callable<Hook<D>>[]
}
