import {
  isHarmless,
  isHarmlessName,
  type Kind,
  kindsInside,
  kindsOf,
  looksRandom,
  SECRET_NAME,
} from "./harmless.ts"

const MAX_DEPTH = 20
const TOO_DEEP = "(nested too deeply to be shown)"

/**
 * Redacts a databag's value: only what is known to be harmless is shown, everything else is replaced by its
 * length. Searching for secrets instead would require knowing every way to write one. JSON keeps its structure,
 * and each of its values is checked separately; any other text is one value.
 */
export function redacted(key: string, value: string): string {
  // The documents under `secrets_…` name Juju secrets; their fields are checked by their own names.
  const secret = SECRET_NAME.test(key.replace(/^secrets_(?=.)/, ""))
  return shown(
    { secret, kinds: kindsOf(key, undefined), inside: kindsInside(key, kindsOf(key, undefined)) },
    value,
    0,
  )
}

/**
 * Removes what looks like a secret from text for people (a status, an error message): logins in URLs, values
 * after a name like `password`, keys and long random strings. A secret that is a plain word inside a sentence
 * cannot be recognised.
 */
export function redactedText(text: string): string {
  const end = Math.min(...[privateKey(text), namedSecret(text)].filter((at) => at >= 0), text.length)
  const rest = end < text.length ? hidden(text.slice(end)) : ""
  return `${text
    .slice(0, end)
    .split(/(\s+)/)
    .map((word) => redactedWord(word))
    .join("")}${rest}`
}

/** Returns the index where a private key begins. All text after it may belong to the key. */
function privateKey(text: string): number {
  const at = text.search(/PRIVATE KEY|Private-Lines|PuTTY-User-Key/i)
  if (at < 0) return -1
  const begin = text.lastIndexOf("BEGIN", at)
  return begin < 0 ? at : begin
}

/** Text right before a named value: `password: x`, `{'token': 'x'}`, `--api-key x`, `password is x`, `Bearer x`. */
const BEFORE_VALUE = [
  new RegExp(`(?:${SECRET_NAME.source})[\\w-]{0,40}["'\`\\\\\\]>\\s]{0,4}(?:[:=>]|%3[AD]|\\bis\\b)`, "i"),
  new RegExp(`--[\\w-]{0,40}?(?:${SECRET_NAME.source})[\\w-]{0,40}\\s`, "i"),
  /\b(?:bearer|basic)\s/i,
]

/** Returns the index of the first value that has a secret's name. */
function namedSecret(text: string): number {
  const ends = BEFORE_VALUE.map((pattern) => pattern.exec(text)).map((found) =>
    found === null ? text.length : found.index + found[0].length,
  )
  return Math.min(...ends)
}

function redactedWord(word: string): string {
  const scheme = word.indexOf("://")
  const login = word.lastIndexOf("@")
  if (scheme >= 0 && login > scheme)
    return `${redactedWord(word.slice(0, scheme))}://(hidden)${redactedWord(word.slice(login))}`
  return looksRandom(word) ? hidden(word) : word
}

/** What is known about a position in a document. */
interface Place {
  readonly secret: boolean
  readonly kinds: readonly Kind[]
  /** Kinds for the fields of an object at this position, if its keys are data. */
  readonly inside: readonly Kind[] | undefined
}

function shown(place: Place, text: string, depth: number): string {
  if (isHarmless(text, place.secret, place.kinds)) return text
  if (/^\s*[[{"]/.test(text)) {
    if (depth >= MAX_DEPTH) return TOO_DEEP
    const found = parsed(text)
    // Serialize again even if nothing was hidden: of two equal keys in the text, only one was checked.
    if (found !== undefined) return JSON.stringify(shownValue(place, found.value, depth + 1))
  }
  return !place.secret && place.kinds.includes("text") ? redactedText(text) : hidden(text)
}

function shownValue(place: Place, value: unknown, depth: number): unknown {
  // Limit the depth, because the recursion uses the stack.
  if (depth > MAX_DEPTH) return TOO_DEEP
  if (typeof value === "string") return shown(place, value, depth)
  if (typeof value === "number")
    return isHarmless(String(value), place.secret, place.kinds) ? value : hidden(String(value))
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map((item) => shownValue(place, item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item], index) => {
      const named = isHarmlessName(name)
      const kinds = kindsOf(name, place.inside)
      const inner = {
        secret: place.secret || !named || SECRET_NAME.test(name),
        kinds,
        inside: kindsInside(name, kinds),
      }
      return [named ? name : `(hidden name ${index + 1})`, shownValue(inner, item, depth + 1)]
    }),
  )
}

function hidden(text: string): string {
  return `(hidden: ${text.length} characters)`
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
