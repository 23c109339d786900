import { type JsonNode, parsePythonJson } from "../../wire.ts"

const MAX_LENGTH = 400

/**
 * Peers' text in one line for a terminal: what could move the cursor, change colours or reverse the reading direction is shown
 * as its code point.
 */
export function safeText(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)` : text
  return short
    .replace(/\r?\n/g, "⏎")
    .replace(/[\p{C}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
const LEFT_OUT = "(private key left out)"
// The block, or what is left of one: text in messages is cut and escaped.
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g
// Shorter lines are not worth hiding, and would blank out ordinary words.
const MIN_LENGTH = 8

const WORDS: ReadonlySet<string> = new Set(["error_fields", "error_paths"])
const PUBLIC: ReadonlySet<string> = new Set(["id", "outcome", "why"])

/** Collects the private keys that stand anywhere in what was given, also in documents inside of it. */
export function privateKeys(node: JsonNode): readonly string[] {
  const found = new Set<string>()
  collect(node, false, found, 0)
  return [...found].sort((a, b) => b.length - a.length)
}

function collect(node: JsonNode, secret: boolean, found: Set<string>, depth: number): void {
  if (typeof node === "string") {
    if (secret) for (const line of node.split(/\s*\n\s*/)) if (line.length >= MIN_LENGTH) found.add(line)
    if (!secret && depth < 3 && node.includes("tls_key")) {
      const inner = parsePythonJson(node)
      if (inner.ok) collect(inner.value, false, found, depth + 1)
    }
  } else if (Array.isArray(node)) {
    for (const item of node) collect(item, secret, found, depth)
  } else if (node instanceof Map) {
    for (const [key, item] of node) {
      // Words about the key, and where it is: in the details of an answer, and as a Juju secret.
      if (WORDS.has(key) || (secret && PUBLIC.has(key))) continue
      collect(item, secret || key === "tls_key", found, depth)
    }
  }
}

/** Takes private keys out of text: the given ones, and all that look like one. */
export function withoutKeys(text: string, keys: readonly string[]): string {
  const bare = text.replace(PRIVATE_KEY, LEFT_OUT)
  return keys.reduce((rest, key) => rest.replaceAll(key, LEFT_OUT), bare)
}
