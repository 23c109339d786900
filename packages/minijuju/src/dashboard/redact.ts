const KEY_LEFT_OUT = "(private key left out)"
/** A block, or what is left of one that was cut; line ends may be escaped, as inside JSON. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g
const SECRET_NAME = /password|passwd|passphrase|private[-_]?key|tls[-_]?key|secret|token/i
/** Nothing, a switch, a small number, or the address of a secret, whose content only Juju gives out. */
const HARMLESS = /^(?:|true|false|null|\d{1,3}|secret:[\w/:.-]*)$/i
const MAX_DEPTH = 20

/**
 * A databag's value as it may be shown: without private keys, and without what stands under a name like `password`
 * or `token`, also inside JSON.
 */
export function redacted(key: string, value: string): string {
  return hide(SECRET_NAME.test(key), value, 0)
}

function hide(secret: boolean, text: string, depth: number): string {
  if (HARMLESS.test(text)) return text
  if (depth > MAX_DEPTH) return "(nested too deeply to be shown)"
  if (/^\s*[[{"]/.test(text) && (secret || SECRET_NAME.test(text))) {
    const found = parsed(text)
    if (found !== undefined) {
      const shown = hideIn(secret, found.value, depth + 1)
      // Only what has lost something is written anew: everything else is shown as it is.
      return JSON.stringify(shown) === JSON.stringify(found.value) ? text : JSON.stringify(shown)
    }
  }
  if (secret) return text.includes("PRIVATE KEY-----") ? KEY_LEFT_OUT : `(hidden: ${text.length} characters)`
  return text.replace(PRIVATE_KEY, KEY_LEFT_OUT)
}

function hideIn(secret: boolean, value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return "(nested too deeply to be shown)"
  if (typeof value === "string") return hide(secret, value, depth)
  if (Array.isArray(value)) return value.map((item) => hideIn(secret, item, depth + 1))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      hideIn(secret || SECRET_NAME.test(name), item, depth + 1),
    ]),
  )
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
