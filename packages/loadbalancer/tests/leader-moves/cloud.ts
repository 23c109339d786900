/** A load balancer that a provider charm has created outside of Juju. */
export interface Resource {
  readonly number: number
  readonly relationId: number
  readonly name: string
  /** Content of the request from which it was last created or changed. */
  readonly content: string
  /** The charm's tags, if it sets any. */
  readonly identity: string
  readonly fingerprint: string
  /** Whether any hook that changed it has succeeded, so that Juju has committed that hook's state. */
  readonly known: boolean
  /** Whether the last hook that changed it has succeeded. */
  readonly committed: boolean
}

/** The fields that a charm sets when it creates or changes a resource. */
export type ResourceSpec = Pick<Resource, "relationId" | "name" | "content"> &
  Partial<Pick<Resource, "identity" | "fingerprint">>

/** Thrown in a hook that has been killed. */
class HookKilled extends Error {
  override readonly name = "HookKilled"
}

/** A cloud with load balancers. Changes take effect immediately, also if the hook fails. */
export class Cloud {
  readonly resources = new Map<number, Resource>()
  /** Called before each deletion. */
  onDelete: (resource: Resource) => void = () => undefined
  /** Called for each creation and change. */
  onPut: (resource: Resource, before: Resource | undefined) => void = () => undefined
  #next = 1
  #left = Number.POSITIVE_INFINITY

  /** Kills the hook after this number of calls: all further calls fail. */
  limit(calls: number): void {
    this.#left = calls
  }

  list(): readonly Resource[] {
    this.#check()
    return [...this.resources.values()]
  }

  /** Creates a resource, or changes the one with this number. */
  put(spec: ResourceSpec, number?: number): Resource {
    this.#check()
    const before = number === undefined ? undefined : this.resources.get(number)
    const resource = {
      identity: "",
      fingerprint: "",
      ...spec,
      number: number ?? this.#next++,
      known: before?.known ?? false,
      committed: false,
    }
    this.resources.set(resource.number, resource)
    this.onPut(resource, before)
    return resource
  }

  delete(number: number): void {
    this.#check()
    const resource = this.resources.get(number)
    if (resource === undefined) return
    this.onDelete(resource)
    this.resources.delete(number)
  }

  /** Finds the resource of a request, for charms that do not list resources. */
  find(relationId: number, name: string): Resource | undefined {
    return [...this.resources.values()].find((one) => one.relationId === relationId && one.name === name)
  }

  /** Marks resources as committed: the hook that changed them has succeeded. */
  commit(numbers: Iterable<number>): void {
    for (const number of numbers) {
      const resource = this.resources.get(number)
      if (resource !== undefined) this.resources.set(number, { ...resource, known: true, committed: true })
    }
  }

  #check(): void {
    if (this.#left <= 0) throw new HookKilled("the hook was killed")
    this.#left -= 1
  }
}
