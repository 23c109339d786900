import type { KnownName } from "@charmkit/ops"
import { isComputed } from "./flag-name.ts"

/** Among the flags of a charm that does not declare its own: accepts each name that is not automatic. */
export type OtherFlag = "any other flag"

/** `KnownName` for flags. */
export type KnownFlag<Name extends string, Flag extends string> = string extends Flag
  ? Name
  : OtherFlag extends Flag
    ? Name extends `endpoint.${string}` | `config.${"changed" | "set" | "default"}.${string}`
      ? NearFlag<Name, Exclude<Flag, OtherFlag>>
      : Name
    : (Name & Flag) | NearFlag<Name, Flag>

/** As `KnownName`. With the nearest endpoint, because flags of an endpoint may be of any name. */
type NearFlag<Name extends string, Flag extends string> = Name extends Flag
  ? Name
  : Name extends `endpoint.${infer Endpoint}.${infer Rest}`
    ? Endpoint extends EndpointIn<Flag>
      ? KnownName<Name, Flag>
      : `endpoint.${KnownName<Endpoint, EndpointIn<Flag>>}.${Rest}`
    : KnownName<Name, Flag>

type EndpointIn<Flag extends string> = Flag extends `endpoint.${infer Endpoint}.${string}` ? Endpoint : never

export interface KnownFlags {
  /** The charm's own flags; undefined if it declares none and therefore may set any. */
  readonly declared: readonly string[] | undefined
  /** The endpoints in the charm's metadata. */
  readonly endpoints: readonly string[]
}

/**
 * Whether this version of the charm can use a stored flag. Others were set by an older version; if they were kept, a later version that
 * uses the name again would find them set.
 */
export function isKnown(flag: string, { declared, endpoints }: KnownFlags): boolean {
  if (isComputed(flag)) return false
  if (flag.startsWith("endpoint.")) return endpoints.some((name) => flag.startsWith(`endpoint.${name}.`))
  return declared === undefined || declared.includes(flag) || flag.startsWith("upgrade.series.")
}
