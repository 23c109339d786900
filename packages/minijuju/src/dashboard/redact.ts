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
      const inside = hideIn(secret, found.value, depth + 1)
      // Only what has lost something is written anew: everything else is shown as it is.
      return inside.lost ? JSON.stringify(inside.value) : text
    }
  }
  if (secret) return text.includes("PRIVATE KEY-----") ? KEY_LEFT_OUT : `(hidden: ${text.length} characters)`
  return text.replace(PRIVATE_KEY, KEY_LEFT_OUT)
}

interface Shown {
  readonly value: unknown
  readonly lost: boolean
}

function hideIn(secret: boolean, value: unknown, depth: number): Shown {
  // Not looked at any further, however deep it is: the stack is as deep as this.
  if (depth > MAX_DEPTH) return { value: "(nested too deeply to be shown)", lost: true }
  if (typeof value === "string") {
    const shown = hide(secret, value, depth)
    return { value: shown, lost: shown !== value }
  }
  if (typeof value !== "object" || value === null) return { value, lost: false }
  const entries = Object.entries(value).map(([name, item]) => ({
    name,
    shown: hideIn(secret || (!Array.isArray(value) && SECRET_NAME.test(name)), item, depth + 1),
  }))
  const lost = entries.some(({ shown }) => shown.lost)
  if (Array.isArray(value)) return { value: entries.map(({ shown }) => shown.value), lost }
  return { value: Object.fromEntries(entries.map(({ name, shown }) => [name, shown.value])), lost }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
