import { PROTOCOLS, REQUEST_FIELDS } from "../../wire.ts"
import type { Shape } from "./field.ts"

// The writer's own patterns are beside its checks; tests compare these with what it accepts and refuses.

export const anyText: Shape = { kind: "text", words: "text" }
/** Tabs and line breaks belong to certificates and messages. */
export const message: Shape = {
  kind: "text",
  pattern: "^[\\P{Cc}\\t\\n\\r]{0,10000}$",
  words: "text without control characters other than tab and line breaks, at most 10000 characters",
}
export const md5: Shape = {
  kind: "text",
  pattern: "^([0-9a-f]{32})?$",
  words: "an MD5 in lower-case hexadecimal, or empty",
}
export const pem: Shape = {
  kind: "text",
  pattern: "^[\\P{Cc}\\t\\n\\r]{0,100000}$",
  words: "PEM text, at most 100,000 characters",
}
export const name: Shape = {
  kind: "text",
  pattern: "^[A-Za-z0-9][A-Za-z0-9._\\-]{0,199}$",
  words: "letters, digits, “.”, “_” and “-”, beginning with a letter or digit, at most 200",
}
export const WORD = "^[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}$"
export const word: Shape = {
  kind: "text",
  pattern: WORD,
  words: "a word of letters, digits, “.”, “_” and “-”, at most 100",
}
export const address: Shape = {
  kind: "text",
  pattern: "^(?:[A-Za-z0-9][A-Za-z0-9.:%_\\-]{0,254}|[:\\[][A-Za-z0-9.:%_\\]\\-]{0,254})$",
  words: "an IP address or a host name, at most 255 characters",
}
const HARMLESS = "[^\\s\\p{Cc}\\p{Bidi_C}\"'\\\\`\\{\\}<>;#$\\|]"
export const urlPath: Shape = {
  kind: "text",
  pattern: `^\\/${HARMLESS}{0,2000}$`,
  words: "a path that begins with / and has no spaces or quotes, at most 2001 characters",
}
export const token: Shape = {
  kind: "text",
  pattern: `^${HARMLESS}{0,200}$`,
  words: "a word without spaces, quotes, braces and the like, at most 200 characters",
}
export const port: Shape = { kind: "integer", lowest: 1, highest: 65535 }
export const count: Shape = { kind: "integer", lowest: 1, highest: 2 ** 31 - 1 }
/** A field of a request, or a place in one: `health_checks[0].path`. */
export const PLACE = `^(?:${REQUEST_FIELDS.join("|")})(?:[.\\[][A-Za-z0-9_.\\[\\]\\-]*)?$`
export const utcTime: Shape = {
  kind: "text",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
  words: "a time in UTC, like 2026-01-31T12:00:00Z",
}
export const secretId: Shape = {
  kind: "text",
  pattern: "^secret:(?:(?:\\/\\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\/)?[0-9a-v]{20}$",
  words: "the id of a Juju secret, like secret:d1gk2s7mp25c762r0l8g",
}
export const protocol: Shape = { kind: "choice", of: Object.values(PROTOCOLS) }
