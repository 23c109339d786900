import type { ReadResult } from "../wire.ts"

/** A databag, or anything that holds the same texts. */
export interface Texts {
  get(key: string): string | undefined
  keys(): readonly string[]
}

/** Reads something of a databag by its name. Undefined if the databag has none. */
export type Reader<T> = (name: string) => T | undefined

/**
 * Returns a function that reads one kind of document, and each text once: a hook looks at the same documents many times. A text that was
 * written in this hook is read again.
 * @param keyOf key of the document with a name
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

/** Returns the value of a document that can be read. */
export function readable<T>(result: ReadResult<T> | undefined): T | undefined {
  return result?.ok === true ? result.value : undefined
}
