import type { Databag, Model, Relation } from "@charmkit/ops"
import {
  EXTENSIONS_KEY,
  type Extension,
  md5,
  OWN_VERSION,
  serializeExtensions,
  VERSION_KEY,
} from "../wire.ts"

/**
 * The own application's databag. Undefined for followers, whom Juju lets neither read nor write it, and for a relation of which Juju
 * knows nothing any more.
 */
export function ownBag(model: Model, relation: Relation): Databag | undefined {
  if (!model.unit.isLeader()) return undefined
  const own = relation.data(model.app)
  // Only reading tells that a relation is gone.
  own.get(VERSION_KEY)
  return own.writable ? own : undefined
}

/** The other application's databag; undefined while Juju cannot tell or show it. */
export function remoteBag(relation: Relation): Databag | undefined {
  if (relation.app === undefined) return undefined
  const bag = relation.data(relation.app)
  return bag.readable ? bag : undefined
}

/** A short hash of all texts of a databag; empty for none. */
export function textsOf(bag: Databag | undefined): string {
  return bag === undefined ? "" : md5(JSON.stringify(bag.entries())).slice(0, 12)
}

/** Says to the other side which version this one speaks, and which extensions it supports. */
export function announce(own: Databag, supported: readonly Extension[]): void {
  own.update({ [VERSION_KEY]: OWN_VERSION, [EXTENSIONS_KEY]: serializeExtensions(supported) })
}
