import { Handlers } from "../charm/handlers.ts"
import type { Hook } from "../charm/hook.ts"
import { bind, type Handler } from "../handlers/handler.ts"
import { InterfaceError } from "./errors.ts"
import type { Interfaces } from "./interfaces.ts"

/** Where an interface registers handlers of its own; its flags and hooks may be any text. */
export type InterfaceHandlers = Handlers<string, string, Hook>

/**
 * The handlers that come with interfaces, one set for every endpoint.
 * @throws InterfaceError if a class fails to register them
 */
export function interfaceHandlers(interfaces: Interfaces, hook: Hook): readonly Handler[] {
  return [...interfaces].flatMap(([endpoint, instance]) => {
    if (!hasHandlers(instance)) return []
    const handlers: InterfaceHandlers = new Handlers()
    try {
      instance.registerHandlers(handlers)
      return handlers.registered().map((one) => bind(one, hook))
    } catch (error) {
      throw new InterfaceError(endpoint, instance.constructor.name, "to register its handlers", error)
    }
  })
}

/** By shape: an interface's class need not know of this package. */
function hasHandlers(instance: object): instance is { registerHandlers(on: InterfaceHandlers): void } {
  return "registerHandlers" in instance && typeof instance.registerHandlers === "function"
}
