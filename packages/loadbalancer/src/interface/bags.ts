import type { Databag, Model, Relation } from "@charmkit/ops"
import { EXTENSIONS_KEY, type Extension, OWN_VERSION, serializeExtensions, VERSION_KEY } from "../wire.ts"

/** The own application's databag; undefined for followers, whom Juju lets neither read nor write it. */
export function ownBag(model: Model, relation: Relation): Databag | undefined {
  return model.unit.isLeader() ? relation.data(model.app) : undefined
}

/** The other application's databag; undefined while Juju cannot tell or show it. */
export function remoteBag(relation: Relation): Databag | undefined {
  if (relation.app === undefined) return undefined
  const bag = relation.data(relation.app)
  return bag.readable ? bag : undefined
}

/** Writing a value that stands there already would cost a hook call. */
export function put(bag: Databag, key: string, value: string): void {
  if (bag.get(key) !== value) bag.set(key, value)
}

export function drop(bag: Databag, key: string): void {
  if (bag.get(key) !== undefined) bag.delete(key)
}

/** Says to the other side which version this one speaks, and what it understands beyond. */
export function announce(bag: Databag, understood: readonly Extension[]): void {
  put(bag, VERSION_KEY, OWN_VERSION)
  put(bag, EXTENSIONS_KEY, serializeExtensions(understood))
}

/** A line for the log: text that comes from a peer can be as long as a databag. */
export function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}
