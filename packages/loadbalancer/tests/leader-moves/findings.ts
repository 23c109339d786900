import type { EndedHook } from "@charmkit/testing"
import type { Resource } from "./cloud.ts"

/** A request as its consumer wants it now. */
export interface Wanted {
  readonly content: string
  readonly answered: boolean
}

/** What there is when nothing is left to run. */
interface End {
  readonly resources: readonly Resource[]
  /** By place. */
  readonly wanted: ReadonlyMap<string, Wanted>
  /** The relations that exist. */
  readonly relations: ReadonlySet<number>
  /** The places that Juju showed to the unit that leads, in hooks that succeeded. */
  readonly seenByLeader: ReadonlySet<string>
  /** Places whose resource was last deleted by a hook that was killed or failed. */
  readonly deletedByKilled: ReadonlySet<string>
  readonly invented: readonly string[]
  readonly needless: readonly string[]
  readonly hooks: readonly EndedHook[]
}

/** What is amiss, as places or in words; all empty is well. */
export interface Findings {
  /** Resources of ended relations that nobody asks for, although the unit that leads has seen the request. */
  readonly lost: readonly string[]
  /** Resources that nobody asks for, in relations that exist. */
  readonly orphans: readonly string[]
  /** Made from an earlier version of the request, by a hook that succeeded. */
  readonly wrong: readonly string[]
  /** More than one resource for one request. */
  readonly doubled: readonly string[]
  /** Requests without a resource, or without an answer. */
  readonly missing: readonly string[]
  /** Deletions of what was asked for at that moment. */
  readonly invented: readonly string[]
  /** Requests served although nothing had changed since a hook that had served them and succeeded. */
  readonly needless: readonly string[]
  readonly failed: readonly string[]
  /** As `lost`, but the unit that leads has never seen the request: it joined too late. */
  readonly unseen: readonly string[]
  /** Resources that nobody asks for, and that only hooks have touched that were killed or failed. */
  readonly leftByKilled: readonly string[]
  /** Made from an earlier version of the request, by a hook that was killed or failed. */
  readonly wrongByKilled: readonly string[]
  /** Answered requests whose resource was deleted by a hook that was killed or failed, before they were made again. */
  readonly missingByKilled: readonly string[]
}

/** The request that a resource was made for. */
export function placeOf({ relationId, name }: Pick<Resource, "relationId" | "name">): string {
  return `${relationId}/${name}`
}

/** What is amiss at the end of a schedule. */
export function findings(end: End): Findings {
  const { resources, wanted, relations, seenByLeader, deletedByKilled, invented, needless, hooks } = end
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
    lost: ended.filter((place) => seenByLeader.has(place)),
    orphans: known.filter(({ relationId }) => relations.has(relationId)).map(placeOf),
    wrong: wrong.filter(({ committed }) => committed).map(placeOf),
    doubled: places.filter((place, index) => places.indexOf(place) !== index),
    missing: missing
      .filter((one) => !isDeletedByKilled(one))
      .map(([place, { answered }]) => `${place}, ${answered ? "" : "not "}answered`),
    invented,
    needless,
    // A unit that has lost its leadership during a hook must not write any more: Juju fails the hook, and it runs again.
    failed: hooks
      .filter(({ outcome, reason }) => outcome === "failed" && !/is not leader/.test(reason ?? ""))
      .map(({ unit, hook, reason }) => `${unit} ${hook}: ${reason}`),
    unseen: ended.filter((place) => !seenByLeader.has(place)),
    leftByKilled: orphans.filter((one) => !one.known).map(placeOf),
    wrongByKilled: wrong.filter(({ committed }) => !committed).map(placeOf),
    missingByKilled: missing.filter(isDeletedByKilled).map(([place]) => place),
  }
}
