import type { PackageManager } from "./package-manager.ts"

export const KINDS = ["consumer", "provider", "plain"] as const
/** What the charm does with load balancers: it requests one, it provides them, or neither. */
export type Kind = (typeof KINDS)[number]

export const STYLES = ["declared", "operator", "reactive"] as const
/** `declared` says what it wants and leaves the steps to the library, `operator` observes events, `reactive` sets and tests flags. */
export type Style = (typeof STYLES)[number]

/** A project that cannot be created. The message says why, and what to do. */
export class CreateError extends Error {
  override readonly name = "CreateError"
}

/** What to create. */
export interface CharmProject {
  /** The charm's name; also that of its npm package. */
  readonly name: string
  readonly kind: Kind
  readonly style: Style
  /** Whose commands are in the README, the pipeline and charmcraft.yaml; default: npm. */
  readonly packageManager?: PackageManager
}

/** Juju's own rule (juju/names `IsValidApplication`): a part must not consist of digits only, because units end in a number. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/

/** Of charmcraft. */
const LONGEST = 40

/** @throws CreateError if Juju or charmcraft would refuse the name */
export function checkName(name: string): void {
  if (name.length > LONGEST)
    throw new CreateError(`"${name}" is too long: charmcraft allows ${LONGEST} characters`)
  if (NAME.test(name)) return
  const proposal = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
  const instead = NAME.test(proposal) ? `; for example "${proposal}"` : ""
  throw new CreateError(
    `"${name}" cannot name a charm: Juju wants lower-case letters, digits and hyphens, a letter first, and a letter in each part${instead}`,
  )
}

/** `my-charm` → `MyCharm`, `web` → `WebCharm`. */
export function className(name: string): string {
  const words = name
    .replace(/-charm$/, "")
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join("")}Charm`
}
