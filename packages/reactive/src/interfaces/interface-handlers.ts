import { Handlers } from "../charm/handlers.ts"
import type { Hook } from "../charm/hook.ts"
import { bind, type Handler } from "../handlers/handler.ts"
import { InterfaceError } from "./errors.ts"
import type { Interfaces } from "./interfaces.ts"

/** Registers handlers of an interface. Its flags and hooks may have any name. */
export type InterfaceHandlers = Handlers<string, string, Hook>

/**
 * Returns the handlers that the interfaces register, one set per endpoint.
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

/** Tested by shape, because interface classes do not depend on this package. */
function hasHandlers(instance: object): instance is { registerHandlers(on: InterfaceHandlers): void } {
  return "registerHandlers" in instance && typeof instance.registerHandlers === "function"
}
