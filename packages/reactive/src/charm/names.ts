import type { AnyCharm, CharmTypes, OptionName } from "@charmkit/ops"
import type { CharmDeclaration, InterfaceClass, InterfaceRegistration } from "./declaration.ts"

/** What charmcraft.yaml declares, if the charm says so; else every name is accepted. */
export type TypesOf<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes ? C : AnyCharm

/**
 * Refuses an endpoint in the declaration that charmcraft.yaml does not have, or whose role or interface differs. Part of the type of
 * `defineCharm`'s argument.
 */
export type FittingEndpoints<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes
  ? {
      readonly endpoints?: {
        readonly [Name in Declared<D>]: Name extends keyof C["endpoints"]
          ? {
              readonly role: C["endpoints"][Name]["role"]
              readonly interfaceName: C["endpoints"][Name]["interface"]
            }
          : `one of charmcraft.yaml: ${keyof C["endpoints"] & string}`
      }
    }
  : unknown

/** The endpoints that can have hooks and relations: those of charmcraft.yaml if the charm is typed, else the declared ones. */
type AnyEndpointName<D extends CharmDeclaration> = D["types"] extends infer C extends CharmTypes
  ? keyof C["endpoints"] & string
  : EndpointName<D>

type Endpoints<D extends CharmDeclaration> = D["endpoints"] extends infer E extends object ? E : never

type Undeclared<D extends CharmDeclaration> = [Endpoints<D>] extends [never] ? true : false

type Declared<D extends CharmDeclaration> = Undeclared<D> extends true ? never : keyof Endpoints<D> & string

/** The declared endpoints of a charm; any string if it declares none. */
export type EndpointName<D extends CharmDeclaration> = Undeclared<D> extends true ? string : Declared<D>

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

/** The flags that a charm can use: its own and the automatic ones; any string if it declares none. */
export type FlagName<D extends CharmDeclaration> = D["flags"] extends readonly (infer Flag extends string)[]
  ? Flag | EndpointFlag<D> | AutomaticFlag<D>
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
  | `${string}-storage-${"attached" | "detaching"}`
  | `${string}-pebble-${"ready" | "custom-notice" | "check-failed" | "check-recovered"}`

type RelationHook = `relation-${"created" | "joined" | "changed" | "departed" | "broken"}`

/** A hook of Juju, for declared endpoints only. Text with braces is a pattern, which is not checked. */
export type HookName<D extends CharmDeclaration> =
  | PlainHook
  | `${AnyEndpointName<D>}-${RelationHook}`
  | `${string}{${string}}${string}`
