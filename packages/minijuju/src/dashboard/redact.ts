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
 * Makes a databag's value fit to be shown: only what is known to be harmless is left, everything else becomes its length.
 * To look for secrets instead would need to know every way to write one. JSON keeps its structure, with each value looked
 * at on its own; what is no JSON is one value.
 */
export function redacted(key: string, value: string): string {
  // The documents under `secrets_…` name Juju secrets, and their fields have names of their own.
  const secret = SECRET_NAME.test(key.replace(/^secrets_(?=.)/, ""))
  return shown(
    { secret, kinds: kindsOf(key, undefined), inside: kindsInside(key, kindsOf(key, undefined)) },
    value,
    0,
  )
}

/**
 * Removes from words for people (a status, an error message) what looks like a secret: logins in addresses, what follows a
 * name like `password`, keys and long random texts. A plain word in the middle of a sentence cannot be told from any other.
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

/** Where a private key begins; all that follows belongs to it, or may. */
function privateKey(text: string): number {
  const at = text.search(/PRIVATE KEY|Private-Lines|PuTTY-User-Key/i)
  if (at < 0) return -1
  const begin = text.lastIndexOf("BEGIN", at)
  return begin < 0 ? at : begin
}

/** What stands right before a value that is named: `password: x`, `{'token': 'x'}`, `--api-key x`, `password is x`, `Bearer x`. */
const BEFORE_VALUE = [
  new RegExp(`(?:${SECRET_NAME.source})[\\w-]{0,40}["'\`\\\\\\]>\\s]{0,4}(?:[:=>]|%3[AD]|\\bis\\b)`, "i"),
  new RegExp(`--[\\w-]{0,40}?(?:${SECRET_NAME.source})[\\w-]{0,40}\\s`, "i"),
  /\b(?:bearer|basic)\s/i,
]

/** Where the first value begins that is named like a secret. */
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

/** What is known of a place in a document. */
interface Place {
  readonly secret: boolean
  readonly kinds: readonly Kind[]
  /** For the fields of an object that stands here, if its keys are no names. */
  readonly inside: readonly Kind[] | undefined
}

function shown(place: Place, text: string, depth: number): string {
  if (isHarmless(text, place.secret, place.kinds)) return text
  if (/^\s*[[{"]/.test(text)) {
    if (depth >= MAX_DEPTH) return TOO_DEEP
    const found = parsed(text)
    // Written anew also when nothing was hidden: of two equal keys the text has both, and only one was looked at.
    if (found !== undefined) return JSON.stringify(shownValue(place, found.value, depth + 1))
  }
  return !place.secret && place.kinds.includes("text") ? redactedText(text) : hidden(text)
}

function shownValue(place: Place, value: unknown, depth: number): unknown {
  // Not looked at any further, however deep it is: the stack is as deep as this.
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
