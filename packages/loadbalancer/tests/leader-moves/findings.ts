import type { EndedHook } from "@charmkit/testing"
import type { Resource } from "./cloud.ts"

/** The current version of a request. */
export interface Wanted {
  readonly content: string
  readonly answered: boolean
}

/** The state when all hooks have run. */
interface End {
  readonly resources: readonly Resource[]
  /** Requests by place (`relation/name`). */
  readonly wanted: ReadonlyMap<string, Wanted>
  /** Ids of the existing relations. */
  readonly relations: ReadonlySet<number>
  /** Places that the current leader has read in hooks that succeeded. */
  readonly seenByLeader: ReadonlySet<string>
  /** Places whose resource was last deleted by a hook that was killed or failed. */
  readonly deletedByKilled: ReadonlySet<string>
  /** Places whose resource was last made while the relation was being removed, by a unit that was removed, too. */
  readonly servedByRemoved: ReadonlySet<string>
  readonly invented: readonly string[]
  readonly needless: readonly string[]
  readonly hooks: readonly EndedHook[]
}

/** Problems, as places or messages; without problems all lists are empty. */
export interface Findings {
  /** Resources without a request, of ended relations, although the leader has seen the request. */
  readonly lost: readonly string[]
  /** Resources without a request, in existing relations. */
  readonly orphans: readonly string[]
  /** Resources for an earlier version of the request, by a hook that succeeded. */
  readonly wrong: readonly string[]
  /** Requests with more than one resource. */
  readonly doubled: readonly string[]
  /** Requests without a resource, or without a response. */
  readonly missing: readonly string[]
  /** Deletions of resources whose request existed at that time. */
  readonly invented: readonly string[]
  /** Requests that were served again although a successful hook had served them and nothing had changed. */
  readonly needless: readonly string[]
  readonly failed: readonly string[]
  /** As `lost`, but the leader has never seen the request because it joined too late. */
  readonly unseen: readonly string[]
  /**
   * As `lost`, but made for a relation that was being removed by a leader that was being removed, too. Its relation-broken does not tell
   * the two apart, and to delete the load balancer of a relation that stays would be worse.
   */
  readonly leftByRemoved: readonly string[]
  /** Resources without a request that only killed or failed hooks have changed. */
  readonly leftByKilled: readonly string[]
  /** Resources for an earlier version of the request, by a hook that was killed or failed. */
  readonly wrongByKilled: readonly string[]
  /** Answered requests whose resource a killed or failed hook has deleted before the request was sent again. */
  readonly missingByKilled: readonly string[]
}

/** Returns the place of a resource's request. */
export function placeOf({ relationId, name }: Pick<Resource, "relationId" | "name">): string {
  return `${relationId}/${name}`
}

/** Finds the problems at the end of a schedule. */
export function findings(end: End): Findings {
  const { resources, wanted, relations, seenByLeader, deletedByKilled, servedByRemoved } = end
  const orphans = resources.filter((one) => !wanted.has(placeOf(one)))
  const known = orphans.filter((one) => one.known)
  const ended = known.filter(({ relationId }) => !relations.has(relationId)).map(placeOf)
  const wrong = resources.filter((one) => {
    const { content } = wanted.get(placeOf(one)) ?? one
    return content !== one.content
  })
  const places = resources.map(placeOf)
  const missing = [...wanted].filter(([place, { answered }]) => !answered || !places.includes(place))
  const isDeletedByKilled = ([place, { answered }]: (typeof missing)[number]) =>
    answered && deletedByKilled.has(place)
  return {
    lost: ended.filter((place) => seenByLeader.has(place) && !servedByRemoved.has(place)),
    leftByRemoved: ended.filter((place) => seenByLeader.has(place) && servedByRemoved.has(place)),
    orphans: known.filter(({ relationId }) => relations.has(relationId)).map(placeOf),
    wrong: wrong.filter(({ committed }) => committed).map(placeOf),
    doubled: places.filter((place, index) => places.indexOf(place) !== index),
    missing: missing
      .filter((one) => !isDeletedByKilled(one))
      .map(([place, { answered }]) => `${place}, ${answered ? "" : "not "}answered`),
    invented: end.invented,
    needless: end.needless,
    // Juju fails a hook whose unit loses leadership and has written to the application's databag; it runs again.
    failed: end.hooks
      .filter(({ outcome, reason }) => outcome === "failed" && !/is not leader/.test(reason ?? ""))
      .map(({ unit, hook, reason }) => `${unit} ${hook}: ${reason}`),
    unseen: ended.filter((place) => !seenByLeader.has(place)),
    leftByKilled: orphans.filter((one) => !one.known).map(placeOf),
    wrongByKilled: wrong.filter(({ committed }) => !committed).map(placeOf),
    missingByKilled: missing.filter(isDeletedByKilled).map(([place]) => place),
  }
}
