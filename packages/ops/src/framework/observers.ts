import { FrameworkError } from "./errors.ts"
import type { Handle } from "./handle.ts"

/** The part of an object that the registry uses: its name. Methods are looked up at the time of the call. */
export interface Observer {
  readonly handle: Handle
}

export interface Observation {
  readonly source: string
  readonly observer: string
  readonly method: string
}

type Method = (...args: unknown[]) => unknown

/** A handler without its parameter's type, which the compiler has checked at the call to `observe`. */
interface HandlerFunction {
  /** Undefined for values that only JavaScript passes. */
  readonly name?: string
  readonly length: number
}

/** All live objects by path. The references are strong, so that an object that nobody stores keeps its handlers. */
export class ObserverRegistry {
  readonly #objects = new Map<string, Observer>()

  add(object: Observer): void {
    const { path } = object.handle
    if (this.#objects.has(path)) {
      throw new FrameworkError(
        `two objects have the path "${path}"; give one of them another key or another handleKind`,
      )
    }
    this.#objects.set(path, object)
  }

  get(path: string): Observer | undefined {
    return this.#objects.get(path)
  }

  /**
   * Finds the object whose method the handler is. A deferred event stores the method's name, so the next dispatch must be able to find
   * the handler by name.
   */
  resolve(handler: HandlerFunction, given?: Observer): { observer: Observer; method: string } {
    const { name = "" } = handler
    const candidates = given === undefined ? [...this.#objects.values()] : [given]
    const owners = candidates.filter((object) => methodOf(object, name) === handler)
    const [owner] = owners
    if (owner === undefined) throw notFound(name, given)
    if (owners.length > 1) {
      const paths = owners.map((object) => object.handle.path).join(", ")
      throw new FrameworkError(
        `the handler ${name} belongs to several objects (${paths}); use this.observe(event, this.${name}) in each of them`,
      )
    }
    if (handler.length > 1) {
      throw new FrameworkError(
        `the handler ${name} of ${owner.handle.path} takes ${handler.length} parameters; a handler takes the event or nothing`,
      )
    }
    return { observer: owner, method: name }
  }
}

function notFound(name: string, given: Observer | undefined): FrameworkError {
  const where = given === undefined ? "any object of this framework" : given.handle.path
  return new FrameworkError(
    `the handler ${name === "" ? "(without a name)" : name} is not a method of ${where}: pass a method of a class ` +
      "(this.observe(event, this.method)). Arrow functions, free functions and #private methods cannot be found again by " +
      "name when a deferred event comes back",
  )
}

/** Looks up a method on the prototype chain. Functions in fields do not count: each instance has a different one. */
export function methodOf(object: object, name: string): Method | undefined {
  for (
    let level: unknown = Object.getPrototypeOf(object);
    isObject(level);
    level = Object.getPrototypeOf(level)
  ) {
    const property = Object.getOwnPropertyDescriptor(level, name)
    if (property !== undefined) return isMethod(property.value) ? property.value : undefined
  }
  return undefined
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function"
}
