import { storageAdd, storageList } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import type { KnownName, NamesOf } from "./known-name.ts"
import type { Model } from "./model.ts"
import { checkDeclared, unlessRefused } from "./refused.ts"
import type { Storage } from "./storage.ts"

const made = new WeakMap<Model, Storages>()

/**
 * Returns the storages of this unit.
 * @example
 * for (const { location } of storages(this.model).list("data")) …
 */
export function storages<M extends Model>(model: M): StoragesOf<NamesOf<M, "storages">> {
  const known = made.get(model) ?? new Storages(model)
  made.set(model, known)
  // Safe: the types are made from the names that the object checks.
  return known as StoragesOf<NamesOf<M, "storages">>
}

/** The storages of this unit, by the names that the charm declares. */
export class Storages {
  /** The names that the charm declares. */
  readonly names: readonly string[]
  readonly #model: Model
  readonly #listed = new Map<string, readonly Storage[]>()

  /** @internal */
  constructor(model: Model) {
    this.#model = model
    this.names = Object.keys(model.hook.spec.metadata.storages)
  }

  /**
   * Returns the instances that are attached to this unit, in numeric order; read once per dispatch. Reading the `location` of an instance
   * that Juju detaches in the meantime is a `ModelError`.
   * @throws ModelError if the charm does not declare the storage
   */
  list(name: string): readonly Storage[] {
    checkDeclared("storage", name, this.names)
    let listed = this.#listed.get(name)
    if (listed === undefined) {
      const ids = unlessRefused(
        () => storageList(this.#model.hook.runner, name),
        `cannot list the storage "${name}"`,
      )
      listed = Object.freeze(ids.map((id) => this.#model.getStorage(id)).sort((a, b) => a.index - b.index))
      this.#listed.set(name, listed)
    }
    return listed
  }

  /**
   * Requests more instances of a storage. Juju sends the request when the hook succeeds; a `storageAttached` event follows for each.
   * @throws ModelError if the charm does not declare the storage, or Juju refuses the request, for example because there may be only one
   */
  request(name: string, count = 1): void {
    checkDeclared("storage", name, this.names)
    if (!Number.isInteger(count) || count < 1)
      throw new ModelError(`storages are requested in whole numbers from 1, not ${count}`)
    unlessRefused(
      () => storageAdd(this.#model.hook.runner, name, count),
      `cannot request ${count} of the storage "${name}": charmcraft.yaml says under "multiple" how many a unit may have`,
    )
  }
}

/** {@link Storages} with the names of one charm. */
export interface StoragesOf<Names extends string> extends Storages {
  list<Name extends string>(name: KnownName<Name, Names>): readonly Storage[]
  request<Name extends string>(name: KnownName<Name, Names>, count?: number): void
}
