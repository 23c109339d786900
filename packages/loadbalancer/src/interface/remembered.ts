import type { Databag } from "@charmkit/ops"
import type { ReadResult } from "../wire.ts"

/**
 * Reads a document of a databag, and again only when another text stands there: a hook asks for the same ones many times. Gives
 * undefined if there is none, or none that can be read.
 */
export function remembered<T>(
  parse: (text: string) => ReadResult<T>,
): (bag: Databag, key: string) => T | undefined {
  const bags = new WeakMap<Databag, Map<string, { readonly text: string; readonly value: T | undefined }>>()
  return (bag, key) => {
    const text = bag.get(key)
    if (text === undefined) return undefined
    const known = bags.get(bag) ?? new Map<string, { readonly text: string; readonly value: T | undefined }>()
    bags.set(bag, known)
    const before = known.get(key)
    if (before?.text === text) return before.value
    const read = parse(text)
    const value = read.ok ? read.value : undefined
    known.set(key, { text, value })
    return value
  }
}
