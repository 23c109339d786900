import { PROTOCOLS, REQUEST_FIELDS } from "../../wire.ts"
import type { Shape } from "./field.ts"

// The writer's own patterns are beside its checks; tests compare these with what it accepts and refuses.

/** Tabs and line breaks belong to certificates and messages. */
export const PRINTABLE = "^(?:\\P{Cc}|[\\t\\n\\r])*$"

export const anyText: Shape = { kind: "text", words: "text" }
export const printable: Shape = {
  kind: "text",
  pattern: PRINTABLE,
  words: "text without control characters other than tab and line breaks",
}
export const pem: Shape = { kind: "text", pattern: PRINTABLE, words: "PEM text" }
export const md5: Shape = {
  kind: "text",
  pattern: "^[0-9a-f]{32}$",
  words: "an MD5 in lower-case hexadecimal",
}
export const identifier: Shape = {
  kind: "text",
  pattern: "^[^\\s\\p{Cc}]+$",
  words: "text without spaces, not empty",
}
export const WORD = "^[A-Za-z0-9][A-Za-z0-9._\\-]*$"
export const name: Shape = {
  kind: "text",
  pattern: WORD,
  words: "letters, digits, “.”, “_” and “-”, beginning with a letter or digit",
}
export const word: Shape = {
  kind: "text",
  pattern: WORD,
  words: "a word of letters, digits, “.”, “_” and “-”",
}
export const address: Shape = {
  kind: "text",
  pattern: "^[A-Za-z0-9][A-Za-z0-9.:%_\\-]*$|^[:\\[][A-Za-z0-9.:%_\\]\\-]*$",
  words: "an IP address or a host name",
}
export const urlPath: Shape = {
  kind: "text",
  pattern: "^\\/[^\\s\\p{Cc}\"'\\\\`\\{\\}<>;#$\\|]*$",
  words: "a path that begins with / and has no spaces or quotes",
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
