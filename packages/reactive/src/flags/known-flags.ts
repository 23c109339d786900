import { isComputed } from "./flag-name.ts"

export interface KnownFlags {
  /** The charm's own; undefined if it declares none and so may set any. */
  readonly declared: readonly string[] | undefined
  /** Of the charm's metadata. */
  readonly endpoints: readonly string[]
}

/**
 * Which stored flags this version of the charm can still have a use for. The others were set by an older version; left alone
 * they would come back to life when a later one takes up the name.
 */
export function isKnown(flag: string, { declared, endpoints }: KnownFlags): boolean {
  if (isComputed(flag)) return false
  if (flag.startsWith("endpoint.")) return endpoints.some((name) => flag.startsWith(`endpoint.${name}.`))
  return declared === undefined || declared.includes(flag) || flag.startsWith("upgrade.series.")
}
