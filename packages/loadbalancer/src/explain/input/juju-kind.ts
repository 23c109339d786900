import { roleOfBag, roleOfEndpoints } from "./role.ts"
import type { RelationEntry } from "./show-unit.ts"

/** Whose databag `application-data` is: of the related application (Juju 2.9, 3.x), or the unit's own (4.x). */
export type DataOf = "related" | "own"

export interface JujuKind {
  readonly dataOf: DataOf
  /** How it is known. */
  readonly by: "option" | "endpoint-names" | "assumption"
}

/**
 * The output does not name the version of Juju. Where endpoints are called by custom, it follows from them: a bag of requests
 * shown by a unit whose endpoint is `lb-consumers` comes from the other side.
 */
export function jujuKind(entries: readonly RelationEntry[], chosen: DataOf | undefined): JujuKind {
  if (chosen !== undefined) return { dataOf: chosen, by: "option" }
  const votes = new Set(
    entries.flatMap((entry): DataOf[] => {
      const bag = roleOfBag(entry.applicationData)
      const unit = roleOfEndpoints(entry.endpoint, entry.relatedEndpoint)
      return bag === undefined || unit === undefined ? [] : [bag === unit ? "own" : "related"]
    }),
  )
  const [vote] = votes
  return votes.size === 1 && vote !== undefined
    ? { dataOf: vote, by: "endpoint-names" }
    : { dataOf: "related", by: "assumption" }
}
