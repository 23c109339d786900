/** What a provider charm has made outside of Juju. */
export interface Resource {
  readonly number: number
  readonly relationId: number
  readonly name: string
  /** What it was made from last. */
  readonly content: string
  /** As the charm has tagged it, if it does. */
  readonly identity: string
  readonly fingerprint: string
  /** Some hook that touched it has succeeded: Juju knows what that hook knew. */
  readonly known: boolean
  /** So has the last one that touched it. */
  readonly committed: boolean
}

/** What a charm says of a resource that it makes or changes. */
export type ResourceSpec = Pick<Resource, "relationId" | "name" | "content"> &
  Partial<Pick<Resource, "identity" | "fingerprint">>

/** Thrown in a hook that has been killed. */
class HookKilled extends Error {
  override readonly name = "HookKilled"
}

/** The load balancers of a cloud: changed at once, whatever becomes of the hook that changes them. */
export class Cloud {
  readonly resources = new Map<number, Resource>()
  /** Told of each deletion before it happens. */
  onDelete: (resource: Resource) => void = () => undefined
  /** Told of each creation and change. */
  onPut: (resource: Resource, before: Resource | undefined) => void = () => undefined
  #next = 1
  #left = Number.POSITIVE_INFINITY

  /** After so many more calls the hook counts as killed: every further one fails. */
  limit(calls: number): void {
    this.#left = calls
  }

  list(): readonly Resource[] {
    this.#check()
    return [...this.resources.values()]
  }

  /** Makes a resource, or changes the one with this number. */
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

  /** For charms that keep no list: the resource of a request is found by these. */
  find(relationId: number, name: string): Resource | undefined {
    return [...this.resources.values()].find((one) => one.relationId === relationId && one.name === name)
  }

  /** The hook that touched them has succeeded. */
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
