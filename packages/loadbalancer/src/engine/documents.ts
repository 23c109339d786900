import type { ReadResult } from "../wire.ts"

/** A databag, or anything else that maps the same keys to text. */
export interface Texts {
  get(key: string): string | undefined
  keys(): readonly string[]
}

/** Reads the document with a name. Undefined if the databag has none. */
export type Reader<T> = (name: string) => T | undefined

/**
 * Returns a function that reads one kind of document and caches the parsed result, because a hook reads the same documents many times. A
 * document whose text has changed in this hook is parsed again.
 * @param keyOf returns the databag key of the document with a name
 */
export function reader<T>(
  texts: Texts,
  keyOf: (name: string) => string,
  parse: (text: string) => T,
): Reader<T> {
  const parsed = new Map<string, { readonly text: string; readonly result: T }>()
  return (name) => {
    const text = texts.get(keyOf(name))
    if (text === undefined) return undefined
    const before = parsed.get(name)
    if (before?.text === text) return before.result
    const result = parse(text)
    parsed.set(name, { text, result })
    return result
  }
}

/** Returns the value of a readable document; undefined for a missing or unreadable one. */
export function readable<T>(result: ReadResult<T> | undefined): T | undefined {
  return result?.ok === true ? result.value : undefined
}
