import { FrameworkError } from "./errors.ts"
import { checkJson, parseJsonObject } from "./json.ts"
import type { StateCache } from "./state-store.ts"

interface OpenValues {
  readonly target: object
  /** JSON text of the values when they were read, defaults included. */
  readonly before: string
}

/** The stored values of all objects of one dispatch. */
export class StoredValues {
  readonly #cache: StateCache
  readonly #open = new Map<string, OpenValues>()

  constructor(cache: StateCache) {
    this.#cache = cache
  }

  /** Returns the values under a path. They are read from the store on first use. */
  open<T extends object>(path: string, defaults: T): T {
    checkJson(defaults, `stored state ${path}`)
    const target = structuredClone(defaults)
    const load = () => {
      if (!this.#open.has(path)) this.#load(path, target)
    }
    return checkedProxy(target, `stored state ${path}`, load)
  }

  /** JSON text by path, for values that differ from what was read. */
  changes(): Map<string, string | null> {
    const changed = new Map<string, string | null>()
    for (const [path, { target, before }] of this.#open) {
      const text = textOf(target, path)
      if (text !== before) changed.set(path, text)
    }
    return changed
  }

  #load(path: string, target: object): void {
    const stored = this.#cache.get(path)
    const values = stored === undefined ? {} : parseJsonObject(stored)
    if (values === undefined) {
      throw new FrameworkError(
        `the stored state ${path} is not a JSON object; delete its key to start again from the defaults`,
      )
    }
    for (const [key, value] of Object.entries(values)) Reflect.set(target, key, value)
    // The charm has not had access to these values yet, so they are valid JSON like the defaults.
    this.#open.set(path, { target, before: JSON.stringify(target) })
  }
}

function textOf(target: object, path: string): string {
  // Check again: an object that was stored by reference can have been changed without the proxy.
  checkJson(target, `stored state ${path}`)
  return JSON.stringify(target)
}

/** Wraps stored values so that a write of anything but JSON throws at the line that makes it. */
function checkedProxy<T extends object>(target: T, path: string, load: () => void): T {
  // One proxy per object, so that `state.list === state.list` holds.
  const children = new WeakMap<object, object>()
  return new Proxy(target, {
    get(object, key) {
      load()
      const value: unknown = Reflect.get(object, key)
      if (typeof value !== "object" || value === null || !Object.hasOwn(object, key)) return value
      const child = children.get(value) ?? checkedProxy(value, childPath(object, path, key), () => undefined)
      children.set(value, child)
      return child
    },
    set(object, key, value: unknown) {
      load()
      // An array's length also arrives here; it is a number and passes.
      checkJson(value, childPath(object, path, key))
      return Reflect.set(object, key, value)
    },
    has(object, key) {
      load()
      return Reflect.has(object, key)
    },
    deleteProperty(object, key) {
      load()
      return Reflect.deleteProperty(object, key)
    },
    ownKeys(object) {
      load()
      return Reflect.ownKeys(object)
    },
    getOwnPropertyDescriptor(object, key) {
      load()
      return Reflect.getOwnPropertyDescriptor(object, key)
    },
    defineProperty(object, key, descriptor) {
      load()
      checkJson(descriptor.value, childPath(object, path, key))
      return Reflect.defineProperty(object, key, descriptor)
    },
  })
}

function childPath(parent: object, path: string, key: string | symbol): string {
  return Array.isArray(parent) ? `${path}[${String(key)}]` : `${path}.${String(key)}`
}
