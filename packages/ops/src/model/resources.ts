import { resourceGet } from "../hook-tools.ts"
import { charmDetails } from "../metadata/charm-details.ts"
import type { KnownName, NamesOf } from "./known-name.ts"
import type { Model } from "./model.ts"
import { checkDeclared, unlessRefused } from "./refused.ts"

const made = new WeakMap<Model, Resources>()

/**
 * Returns the charm's resources: files that the operator or the store supplies in addition to the charm.
 * @example const path = resources(this.model).fetch("policyd-override")
 */
export function resources<M extends Model>(model: M): ResourcesOf<NamesOf<M, "resources">> {
  const known = made.get(model) ?? new Resources(model)
  made.set(model, known)
  // Safe: the types are made from the names that the object checks.
  return known as ResourcesOf<NamesOf<M, "resources">>
}

/** The resources of the running charm. */
export class Resources {
  /** The names that the charm declares. */
  readonly names: readonly string[]
  readonly #model: Model
  readonly #paths = new Map<string, string>()

  /** @internal */
  constructor(model: Model) {
    this.#model = model
    this.names = Object.keys(charmDetails(model.hook.spec).resources)
  }

  /**
   * Returns the path of a resource's file. Juju downloads it if this machine does not have it, which may take long; later calls in the
   * same dispatch return the same path.
   * @throws ModelError if the charm does not declare the resource, or Juju has no file for it
   */
  fetch(name: string): string {
    checkDeclared("resource", name, this.names)
    let path = this.#paths.get(name)
    if (path === undefined) {
      const { hook, app } = this.#model
      path = unlessRefused(
        () => resourceGet(hook.runner, name),
        `Juju has no file for the resource "${name}"; supply one: juju attach-resource ${app.name} ${name}=FILE`,
      )
      this.#paths.set(name, path)
    }
    return path
  }
}

/** {@link Resources} with the names of one charm. */
export interface ResourcesOf<Names extends string> extends Resources {
  fetch<Name extends string>(name: KnownName<Name, Names>): string
}
