import { isComputed } from "./flag-name.ts"

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
