import type { Databag, Model, Relation } from "@charmkit/ops"
import { LONGEST } from "../schema/vocabulary.ts"
import {
  EXTENSIONS_KEY,
  type Extension,
  type Issue,
  OWN_VERSION,
  serializeExtensions,
  VERSION_KEY,
} from "../wire.ts"

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

/**
 * One line that a peer's text is part of, for a log, a status or the peer itself: as long as such a line can be, and without what would
 * begin another one, move the cursor of a terminal or reverse the direction of reading.
 */
export function shorten(text: string, longest = 500): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return short.replace(/[\t\n\r]+/g, " ").replace(/[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, "\uFFFD")
}

/** A peer's words for people, as they may be shown: one line, no longer than this library writes them. */
export function readableWords(text: string): string {
  return shorten(text, LONGEST.message)
}

/** What a reader says of a peer's document, whose keys and values come back in it. */
export function printableIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.map(({ path, message }) => ({
    path: path.map((step) => shorten(step, 100)),
    message: shorten(message),
  }))
}
