import type { BoundEvent } from "../framework/bound-event.ts"
import type { EndpointRole } from "../metadata.ts"
import type { ActionRun } from "../model/action-run.ts"
import type { Binding } from "../model/binding.ts"
import type { Config, ConfigValue } from "../model/config.ts"
import type { KnownName } from "../model/known-name.ts"
import type { Model } from "../model/model.ts"
import type { Relation } from "../model/relation.ts"
import type { Secret } from "../model/secret.ts"
import type { Unit } from "../model/unit.ts"
import type { ActionEvent } from "./action-event.ts"
import type { CharmEvents } from "./charm-events.ts"
import type { ContainerEvents, RelationEvents, StorageEvents } from "./declared-events.ts"

/**
 * What the compiler knows about a charm. `charmkit-pack --types` writes such a type from charmcraft.yaml into `src/charmcraft.d.ts`; pass it
 * to {@link CharmBase}. Without it, every name is accepted.
 */
export interface CharmTypes {
  /** The type of each option's value; with `undefined` if the option has no default. */
  readonly config: Readonly<Record<string, ConfigValue | Secret | undefined>>
  readonly endpoints: Readonly<Record<string, { readonly role: EndpointRole; readonly interface: string }>>
  /** The parameters of each action. */
  readonly actions: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** A union of the names, as in the following fields. */
  readonly storages: string
  readonly resources: string
  readonly containers: string
  /** Bindings that belong to no endpoint. */
  readonly extraBindings: string
}

/**
 * The default of the type parameters below: a charm without types. Every typed charm can be passed where an untyped one is expected, as
 * libraries do, because the compiler relates every type argument to `any`.
 */
// biome-ignore lint/suspicious/noExplicitAny: with CharmTypes instead, a charm with fewer names would not be a CharmBase
export type AnyCharm = any

/** A field of the charm's types; for an untyped charm that of {@link CharmTypes}, in which every name is accepted. */
type Part<C extends CharmTypes, Key extends keyof CharmTypes> = 0 extends 1 & C ? CharmTypes[Key] : C[Key]

/** The endpoints of a charm. */
export type EndpointName<C extends CharmTypes> = keyof C["endpoints"] & string
/** The options of a charm. */
export type OptionName<C extends CharmTypes> = keyof C["config"] & string
/** The actions of a charm. */
export type ActionName<C extends CharmTypes> = keyof C["actions"] & string
/** The parameters of one of its actions. */
export type ParamsOf<C extends CharmTypes, Name extends string> = ValueIn<Part<C, "actions">, Name>

type ValueIn<Values, Name extends string> = Values[Name & keyof Values]

// The names are spelt out below, because the compiler's messages would show the name of an alias instead of them.

/** {@link Config} with the options of one charm. */
export interface ConfigOf<C extends CharmTypes = AnyCharm> extends Config {
  /**
   * For the compiler only. A mapped type, so that it compares the members of two configurations: a charm is accepted where a helper takes one
   * with some of its names (`CharmBase<WithDb>`).
   */
  readonly types?: { [Field in keyof C]: C[Field] }
  get<Name extends string>(
    name: KnownName<Name, keyof C["config"] & string>,
  ): ValueIn<Part<C, "config">, Name>
  has<Name extends string>(name: KnownName<Name, keyof C["config"] & string>): boolean
}

type AnyParams = Readonly<Record<string, unknown>>

/** {@link ActionRun} with the parameters of one action. */
export interface ActionRunOf<Params extends AnyParams = AnyParams> extends ActionRun {
  readonly params: Readonly<Params>
}

/** {@link Unit}, the charm's own one, with the names of one charm. */
export interface UnitOf<C extends CharmTypes = AnyCharm> extends Unit {
  /** For the compiler only: how functions such as `endpointPorts(unit)` know the names. */
  readonly types?: C
}

/** {@link Model} with the names of one charm. `Params`: the parameters of the running action. */
export interface ModelOf<C extends CharmTypes = AnyCharm, Params extends AnyParams = AnyParams>
  extends Model {
  /** For the compiler only: how functions such as `resources(model)` know the names. */
  readonly types?: C
  readonly unit: UnitOf<C>
  readonly config: ConfigOf<C>
  readonly action: ActionRunOf<Params>
  relations<Name extends string>(
    endpoint: KnownName<Name, keyof C["endpoints"] & string>,
  ): readonly Relation[]
  relation<Name extends string>(
    endpoint: KnownName<Name, keyof C["endpoints"] & string>,
  ): Relation | undefined
  relation<Name extends string>(
    endpoint: KnownName<Name, keyof C["endpoints"] & string>,
    id: number,
  ): Relation
  getBinding(where: Relation): Binding
  getBinding<Name extends string>(
    where: KnownName<Name, (keyof C["endpoints"] & string) | Part<C, "extraBindings"> | "juju-info">,
  ): Binding
}

/** {@link CharmEvents} with the names of one charm. */
export interface CharmEventsOf<C extends CharmTypes = AnyCharm> extends CharmEvents {
  relation<Name extends string>(endpoint: KnownName<Name, keyof C["endpoints"] & string>): RelationEvents
  action<Name extends string>(
    name: KnownName<Name, keyof C["actions"] & string>,
  ): BoundEvent<ActionEvent<ParamsOf<C, Name>>>
  storage<Name extends string>(name: KnownName<Name, Part<C, "storages">>): StorageEvents
  container<Name extends string>(name: KnownName<Name, Part<C, "containers">>): ContainerEvents
}
