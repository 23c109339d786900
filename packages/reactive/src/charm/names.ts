import type { AnyCharm, CharmTypes, KnownName, OptionName } from "@charmkit/ops"
import type { KnownFlag, OtherFlag } from "../flags/known-flags.ts"
import type { CharmDeclaration, InterfaceClass, InterfaceRegistration } from "./declaration.ts"

/** What charmcraft.yaml declares, if the charm says so; else every name is accepted. */
export type TypesOf<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes ? C : AnyCharm

/**
 * Refuses what does not fit in a declaration: a flag for `trace` that the charm does not have, an endpoint that charmcraft.yaml does not have,
 * or whose role or interface differs. Part of the type of `defineCharm`'s argument.
 */
export type Fitting<D extends CharmDeclaration> = FittingEndpoints<D> & {
  readonly trace?: D["trace"] extends infer Flag extends string
    ? Flag extends KnownFlag<Flag, FlagName<D>>
      ? Flag
      : // An object: two texts that differ would make the type of the whole declaration `never`, and the message empty.
        { readonly "a flag of this charm": KnownFlag<Flag, FlagName<D>> }
    : boolean
}

type FittingEndpoints<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes
  ? {
      readonly endpoints?: {
        readonly [Name in Declared<D>]: Name extends keyof C["endpoints"]
          ? {
              readonly role: C["endpoints"][Name]["role"]
              readonly interfaceName: C["endpoints"][Name]["interface"]
            }
          : `one of charmcraft.yaml: ${KnownName<Name, keyof C["endpoints"] & string>}`
      }
    }
  : unknown

/** The endpoints that can have hooks and relations: those of charmcraft.yaml if the charm is typed, else the declared ones, or any. */
type AnyEndpointName<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes
  ? keyof C["endpoints"] & string
  : Undeclared<D> extends true
    ? string
    : Declared<D>

type Endpoints<D extends CharmDeclaration> = D["endpoints"] extends infer E extends object ? E : never

type Undeclared<D extends CharmDeclaration> = [Endpoints<D>] extends [never] ? true : false

type Declared<D extends CharmDeclaration> = Undeclared<D> extends true ? never : keyof Endpoints<D> & string

/** The endpoints that can have an object: the declared ones; if there are none, every one, because interfaces can be registered for it. */
export type EndpointName<D extends CharmDeclaration> =
  Undeclared<D> extends true ? AnyEndpointName<D> : Declared<D>

/** The interfaces of a typed charm's endpoints, else any. */
export type InterfaceName<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes
  ? C["endpoints"][keyof C["endpoints"]]["interface"]
  : string

/** The layers of a charm; any string if it declares none. */
export type LayerName<D extends CharmDeclaration> = D["layers"] extends readonly (infer Layer extends
  string)[]
  ? Layer
  : string

type ClassOf<D extends CharmDeclaration, Name extends string> = Name extends keyof Endpoints<D>
  ? Endpoints<D>[Name] extends InterfaceRegistration<infer C>
    ? C
    : InterfaceClass
  : never

export type EndpointInstance<D extends CharmDeclaration, Name extends string> =
  Undeclared<D> extends true ? object | undefined : InstanceType<ClassOf<D, Name>>

/** The interface object of a flag `endpoint.NAME.…`; never if the flag names no endpoint. */
export type EndpointOfFlag<D extends CharmDeclaration, Flag extends string> =
  Undeclared<D> extends true
    ? object
    : {
        [Name in Declared<D>]: Flag extends `endpoint.${Name}.${string}` ? EndpointInstance<D, Name> : never
      }[Declared<D>]

/** Flags that every subclass of `Endpoint` has. */
type ViewFlag<C> = C extends abstract new (
  ...rest: never[]
) => { readonly allDepartedUnits: unknown }
  ? "departed" | `changed.${string}`
  : never

type ClassFlag<C> =
  | (C extends { readonly reactiveFlags: readonly (infer Flag extends string)[] } ? Flag : string)
  | ViewFlag<C>

type EndpointFlag<D extends CharmDeclaration> =
  Undeclared<D> extends true
    ? `endpoint.${AnyEndpointName<D>}.${string}`
    : {
        [Name in Declared<D>]: `endpoint.${Name}.${"created" | "joined" | "changed" | ClassFlag<ClassOf<D, Name>>}`
      }[Declared<D>]

type AutomaticFlag<D extends CharmDeclaration> =
  | "config.changed"
  | `config.${"changed" | "set" | "default"}.${OptionName<TypesOf<D>>}`
  | "leadership.is_leader"
  | "leadership.changed"
  | `leadership.${"set" | "changed"}.${string}`
  | "upgrade.series.in-progress"

/**
 * The flags that a charm can use: its own and the automatic ones. If it does not declare its own: in a typed charm the automatic ones and any
 * other, else any string.
 */
export type FlagName<D extends CharmDeclaration> = D["flags"] extends readonly (infer Flag extends string)[]
  ? Flag | EndpointFlag<D> | AutomaticFlag<D>
  : D["types"] extends CharmTypes
    ? OtherFlag | EndpointFlag<D> | AutomaticFlag<D>
    : string

type PlainHook =
  | "install"
  | "start"
  | "stop"
  | "remove"
  | "update-status"
  | "config-changed"
  | "upgrade-charm"
  | "leader-elected"
  | "leader-settings-changed"
  | "pre-series-upgrade"
  | "post-series-upgrade"
  | `secret-${"changed" | "expired" | "rotate" | "remove"}`

type RelationHook = `relation-${"created" | "joined" | "changed" | "departed" | "broken"}`

type Named<
  D extends CharmDeclaration,
  Field extends "storages" | "containers",
> = D["types"] extends infer C extends CharmTypes ? C[Field] : string

/** A hook of Juju, for declared names only. Text with braces is a pattern, which is not checked. */
export type HookName<D extends CharmDeclaration> =
  | PlainHook
  | `${AnyEndpointName<D>}-${RelationHook}`
  | `${Named<D, "storages">}-storage-${"attached" | "detaching"}`
  | `${Named<D, "containers">}-pebble-${"ready" | "custom-notice" | "check-failed" | "check-recovered"}`
  | `${string}{${string}}${string}`
