import { choice, integer, text } from "./builders.ts"
import type { Type } from "./schema.ts"

/**
 * Maximum lengths of texts in characters. Longer texts do not fit into a line of a configuration file, a file name or a status, and one
 * peer's text must not keep the provider from serving others.
 */
export const LONGEST = { name: 200, message: 10_000, pem: 100_000 } as const

/** The protocol of a load balancer or of a health check. */
export type Protocol = "tcp" | "udp" | "http" | "https"

/** Protocols by name, used as in upstream's documentation: `request.protocol = request.protocols.tcp`. */
export const PROTOCOLS = { tcp: "tcp", udp: "udp", http: "http", https: "https" } as const

/** Whether a value is the name of a protocol that can be balanced. */
export function isProtocol(value: unknown): value is Protocol {
  return typeof value === "string" && Object.hasOwn(PROTOCOLS, value)
}

export const protocol = choice<Protocol>(Object.values(PROTOCOLS), "Invalid enum value")

/** Readers accept the protocols of a newer version. */
export const anyProtocol: Type<string> = { ...protocol, open: true }

export const port = integer(1, 65535)
export const count = integer(1, 2 ** 31 - 1)
/** Python's library accepts 0. */
export const countOrZero = integer(0, 2 ** 31 - 1)

export const anyText = text("text")

/** Messages, certificates and keys contain line breaks and tabs, but no other control characters. */
export const printable = (longest: number, expected = "text") =>
  text(
    `${expected} without control characters other than tab and line break, at most ${longest} characters`,
    `^[\\P{Cc}\\t\\n\\r]{0,${longest}}$`,
  )
export const message = printable(LONGEST.message)
/** A chain has some 2,000 characters for each of its few certificates, the largest RSA key in use some 13,000. */
export const pem = printable(LONGEST.pem, "PEM text")

/** Names and ids become databag keys and parts of file names and of section names in configuration files. */
export const name = text(
  `letters, digits, ".", "_" and "-", beginning with a letter or digit, at most ${LONGEST.name}`,
  `^[A-Za-z0-9][A-Za-z0-9._\\-]{0,${LONGEST.name - 1}}$`,
)

export const word = text(
  "a word of letters, digits and . _ -, at most 100",
  "^[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}$",
)

const ADDRESS = "[A-Za-z0-9][A-Za-z0-9.:%_\\-]{0,254}|[:\\[][A-Za-z0-9.:%_\\]\\-]{0,254}"

/** Addresses end up in configuration files of load balancers, where a space, quote, brace or semicolon would inject other directives. */
export const address = text("an IP address or a host name, at most 255 characters", `^(?:${ADDRESS})$`)

/** Upstream's own tests answer with a URL. */
export const addressOrUrl = text(
  "an IP address, a host name (at most 255 characters) or an http or https URL (at most 2000)",
  `^(?:${ADDRESS}|https?:\\/\\/[A-Za-z0-9\\[][A-Za-z0-9.:%_~\\/?&=+,@!*()\\[\\]\\-]{0,1990})$`,
)

/** Text that is safe in a configuration file: nothing that ends a word, a quotation, a block or a line, or expands. */
const harmless = (longest: number, expected: string, start = "") =>
  text(
    `${expected} without spaces, quotes, braces and the like, at most ${longest} characters`,
    `^${start}[^\\s\\p{Cc}\\p{Bidi_C}"'\\\\\`\\{\\}<>;#$\\|]{0,${longest - start.length}}$`,
  )
export const urlPath = harmless(2001, "a path that begins with /,", "/")
/** What providers with other libraries may write. */
export const anyAddressOrUrl = harmless(2000, "an IP address, a host name or a URL,")
/** A `sent_hash`: an MD5 from this library, but any such text from others. */
export const token = harmless(LONGEST.name, "a word")

export const md5Text = text("an MD5 in lower-case hexadecimal, or empty", "^(?:[0-9a-f]{32})?$")

/** An xid of 20 characters, with or without the UUID of the owning model (Juju 3.6: `core/secrets`, `ParseURI`). */
export const secretId = text(
  "the id of a Juju secret, like secret:d1gk2s7mp25c762r0l8g",
  "^secret:(?:(?:\\/\\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\/)?[0-9a-v]{20}$",
)
