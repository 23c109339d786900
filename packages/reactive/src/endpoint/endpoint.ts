import { type CharmBase, FrameworkObject, type Json, type RunningHook } from "@charmkit/ops"
import { isFlag } from "../flags/flag-name.ts"
import { type EndpointFlags, leavingUnit } from "../interfaces/endpoint-flags.ts"
import { strings } from "../memory/memory.ts"
import { compareData } from "./data-changes.ts"
import { EndpointRelation, type EndpointUnit } from "./endpoint-relation.ts"

type Context = RunningHook["context"]

/** A unit that has left a relation. */
export interface DepartedUnit {
  readonly name: string
  readonly relationId: number
}

/**
 * Base class of interfaces for reactive charms. It maintains `endpoint.NAME.joined` and `.departed`, and sets `.changed` and
 * `.changed.KEY` when a unit or an application at the other end changes or deletes the value of a key. The code that handles the change
 * clears them.
 *
 * A subclass may have `manageFlags`, `triggers` and `registerHandlers`; see `ReactiveInterface`.
 */
export class Endpoint extends FrameworkObject {
  /** Further flags of a subclass, without `endpoint.NAME.`: `static override readonly reactiveFlags = ["ready"] as const`. */
  static readonly reactiveFlags: readonly string[] = []

  /** The endpoint's name in the charm's metadata. */
  readonly name: string
  /** The charm to which the endpoint belongs. */
  readonly charm: CharmBase
  // Stored under the class's own path: data by relation, publisher and key; departed units by name.
  readonly #stored = this.storedState({
    data: {} as { [relation: string]: { [publisher: string]: { [key: string]: string } } },
    departed: [] as DepartedUnit[] & Json[],
  })
  #leaving: string | undefined

  /** @param name the endpoint's name in the charm's metadata */
  constructor(charm: CharmBase, name: string) {
    super(charm, name)
    this.charm = charm
    this.name = name
  }

  /** The endpoint's relations, by id. */
  get relations(): readonly EndpointRelation[] {
    return this.charm.model
      .relations(this.name)
      .map((relation) => new EndpointRelation(this.charm, relation, this.#leaving))
  }

  /** Returns the relation with this id, if it belongs to this endpoint. */
  relation(id: number): EndpointRelation | undefined {
    return this.relations.find((relation) => relation.id === id)
  }

  /** Whether a remote unit has joined any relation. */
  get isJoined(): boolean {
    return this.relations.some(({ units }) => units.length > 0)
  }

  /** The remote units of all relations: by relation id, then by unit number. */
  get allJoinedUnits(): readonly EndpointUnit[] {
    return this.relations.flatMap(({ units }) => units)
  }

  /** Returns a value published by a joined unit; if several publish it, that of the oldest relation and lowest unit. */
  received(key: string): Json | undefined {
    for (const unit of this.allJoinedUnits) {
      const value = unit.received.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** Units that have left since the last `clearDepartedUnits()`, oldest first. */
  get allDepartedUnits(): readonly DepartedUnit[] {
    return [...this.#state.departed]
  }

  /** Empties `allDepartedUnits`. Call it when they have been handled. */
  clearDepartedUnits(): void {
    this.#state.departed = []
  }

  /** Inserts this endpoint's name: `endpoint.{endpoint_name}.ready`. */
  expandName(flag: string): string {
    return flag.replaceAll("{endpoint_name}", this.name)
  }

  /**
   * Updates the flags.
   * @param context the hook's context, if it is a hook of this endpoint
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

  /** Validates the stored state, because an older version of the charm may have written another shape. */
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

  /** @param only compare this unit only: the one that the hook is about */
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
      // The key comes from a peer. One that cannot be part of a flag must not fail the hook; `changed` is set for it as well.
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
