import { type CharmBase, FrameworkObject, type Json, type RunningHook } from "@charmkit/ops"
import { isFlag } from "../flags/flag-name.ts"
import { type EndpointFlags, leavingUnit } from "../interfaces/endpoint-flags.ts"
import { strings } from "../memory/memory.ts"
import { compareData } from "./data-changes.ts"
import { EndpointRelation, type EndpointUnit } from "./endpoint-relation.ts"

type Context = RunningHook["context"]

/** A unit that has gone. */
export interface DepartedUnit {
  readonly name: string
  readonly relationId: number
}

/**
 * Base class of interfaces written for reactive charms. It keeps `endpoint.NAME.joined` and `.departed`, and sets `.changed` and
 * `.changed.KEY` when a unit or an application at the other end publishes another value, or none, under a key; who has dealt
 * with a change clears them.
 *
 * A subclass may have `manageFlags`, `triggers` and `registerHandlers`; see `ReactiveInterface`.
 */
export class Endpoint extends FrameworkObject {
  /** The flags that a subclass keeps besides, after `endpoint.NAME.`: `static override readonly reactiveFlags = ["ready"] as const`. */
  static readonly reactiveFlags: readonly string[] = []

  /** As in the charm's metadata. */
  readonly name: string
  /** The charm that has the endpoint. */
  readonly charm: CharmBase
  // Both are small and stand under the class's own path: data by relation, publisher and key; units by name.
  readonly #stored = this.storedState({
    data: {} as { [relation: string]: { [publisher: string]: { [key: string]: string } } },
    departed: [] as DepartedUnit[] & Json[],
  })
  #leaving: string | undefined

  /** @param name of the endpoint in the charm's metadata */
  constructor(charm: CharmBase, name: string) {
    super(charm, name)
    this.charm = charm
    this.name = name
  }

  /** By id. */
  get relations(): readonly EndpointRelation[] {
    return this.charm.model
      .relations(this.name)
      .map((relation) => new EndpointRelation(this.charm, relation, this.#leaving))
  }

  /** The relation with this id, if it is one of this endpoint. */
  relation(id: number): EndpointRelation | undefined {
    return this.relations.find((relation) => relation.id === id)
  }

  /** Whether there is a remote unit in any relation. */
  get isJoined(): boolean {
    return this.relations.some(({ units }) => units.length > 0)
  }

  /** Of all relations: by the relation's id, then by number. */
  get allJoinedUnits(): readonly EndpointUnit[] {
    return this.relations.flatMap(({ units }) => units)
  }

  /** A value that any joined unit has published; of several that of the oldest relation and lowest unit. */
  received(key: string): Json | undefined {
    for (const unit of this.allJoinedUnits) {
      const value = unit.received.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** Units that have left and were not cleared since, oldest first. */
  get allDepartedUnits(): readonly DepartedUnit[] {
    return [...this.#state.departed]
  }

  /** Forgets the units that have gone, after they have been dealt with. */
  clearDepartedUnits(): void {
    this.#state.departed = []
  }

  /** `endpoint.{endpoint_name}.ready` with the name of this endpoint. */
  expandName(flag: string): string {
    return flag.replaceAll("{endpoint_name}", this.name)
  }

  /**
   * Brings the flags up to date.
   * @param context of the hook, if it is one of this endpoint
   * @internal The dispatch calls it.
   */
  updateFlags(flags: EndpointFlags, context: Context | undefined): void {
    const leaving = leavingUnit(context)
    if (context?.relation !== undefined && leaving !== undefined) {
      this.#depart(leaving, context.relation.id)
      flags.toggle("departed", true)
    } else if (flags.isSet("joined")) flags.toggle("departed", false)
    if (context?.relation?.broken === true) delete this.#state.data[context.relation.id]
    else if (flags.fresh) for (const relation of this.relations) this.#compare(flags, relation)
    else if (context?.relation !== undefined) {
      const relation = this.relation(context.relation.id)
      if (relation !== undefined) this.#compare(flags, relation, context.relation.remoteUnit)
    }
  }

  /** An older version may have stored anything. */
  get #state() {
    const stored: { data: unknown; departed: unknown } = this.#stored
    if (!isMap(stored.data)) this.#stored.data = {}
    if (!isDeparted(stored.departed)) this.#stored.departed = []
    return this.#stored
  }

  #depart(name: string, relationId: number): void {
    this.#leaving = name
    const known = this.#state.departed.some((one) => one.name === name && one.relationId === relationId)
    if (!known) this.#state.departed = [...this.#state.departed, { name, relationId }]
    const publishers = this.#state.data[relationId]
    if (isMap(publishers)) Reflect.deleteProperty(publishers, name)
  }

  /** @param only of the units this one, if the hook is about one */
  #compare(flags: EndpointFlags, relation: EndpointRelation, only?: string): void {
    const units = only === undefined ? relation.units : relation.units.filter(({ name }) => name === only)
    const bags = units.map(({ name, received }) => ({ name, received }))
    const { applicationName, received } = relation
    if (applicationName !== undefined && received !== undefined)
      bags.push({ name: applicationName, received })
    const stored = this.#state.data[relation.id]
    const publishers = stored !== undefined && isMap(stored) ? stored : {}
    for (const { name, received } of bags) {
      const { changed, now } = compareData(strings(publishers[name]), received.raw)
      // A name that no flag can have is a peer's; it must not fail our hook, and `changed` tells of it all the same.
      for (const key of changed) if (isFlag(`changed.${key}`)) flags.toggle(`changed.${key}`, true)
      if (changed.length === 0) continue
      flags.toggle("changed", true)
      publishers[name] = now
      this.#state.data[relation.id] = publishers
    }
  }
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isDeparted(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) => isMap(one) && "name" in one && typeof one.name === "string" && "relationId" in one,
    )
  )
}
