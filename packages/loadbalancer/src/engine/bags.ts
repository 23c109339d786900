import type { Databag, Model, Relation } from "@charmkit/ops"
import { EXTENSIONS_KEY, type Extension, OWN_VERSION, serializeExtensions, VERSION_KEY } from "../wire.ts"
import { textHash } from "./text-hash.ts"

/**
 * Returns the own application's databag. Undefined on followers, which Juju lets neither read nor write it, and for a relation that
 * Juju no longer knows.
 */
export function ownBag(model: Model, relation: Relation): Databag | undefined {
  if (!model.unit.isLeader()) return undefined
  const own = relation.data(model.app)
  // A read is the only way to find out that a relation is gone; `writable` is false afterwards.
  own.get(VERSION_KEY)
  return own.writable ? own : undefined
}

/** Returns the remote application's databag; undefined while Juju does not name the application or does not show the databag. */
export function remoteBag(relation: Relation): Databag | undefined {
  if (relation.app === undefined) return undefined
  const bag = relation.data(relation.app)
  return bag.readable ? bag : undefined
}

/** Returns a short hash of all entries of a databag; empty if there is no databag. */
export function textsOf(bag: Databag | undefined): string {
  return bag === undefined ? "" : textHash(JSON.stringify(bag.entries()))
}

/** Writes the version of the interface and the supported extensions into the own databag. */
export function announce(own: Databag, supported: readonly Extension[]): void {
  own.update({ [VERSION_KEY]: OWN_VERSION, [EXTENSIONS_KEY]: serializeExtensions(supported) })
}
