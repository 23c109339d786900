import { isIP } from "node:net"

/**
 * Names whose values are shown only if they are a switch. Matches parts of a name: `db-password`,
 * `client_secret_2`.
 */
export const SECRET_NAME =
  /pass|pwd|secret|token|credential|creds|auth|bearer|cookie|session|signature|hmac|salt|jwt|pw(?![a-z])|(?<![a-z])(?:psk|pin|otp|key)(?![a-z])|(?:api|access|tls|ssl|ssh|private|signing|encryption|master|account)[-_. ]?key/i

/** Empty, a switch, or the URI of a Juju secret (only Juju can give out its content): shown under every name. */
const SWITCH = /^(?:|true|false|null|secret:(?:\/{0,2}[0-9a-f-]{36}\/)?[0-9a-v]{20})$/i

const HOST =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i
const CERTIFICATES =
  /^(?:-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----\s{0,4}){1,20}$/

/** The form that a value must have to be shown, by kind. */
const KINDS = {
  address: (text: string) => text.split(",").every((item) => isAddress(item.trim(), true)),
  number: (text: string) => /^-?\d{1,15}(?:\.\d{1,6})?$/.test(text),
  word: (text: string) => /^[\w.+/-]{1,80}$/.test(text) && !looksRandom(text),
  hash: (text: string) => /^[0-9a-f]{32,64}$/.test(text),
  id: (text: string) => /^[\w.:-]{1,64}$/.test(text),
  time: (text: string) => /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text),
  certificate: (text: string) => CERTIFICATES.test(text),
  url: (text: string) =>
    /^https?:\/\/[^/?#@\s]{1,260}(?:\/[a-z_-]{0,20}){0,5}$/.test(text) && !looksRandom(text),
  /** Text for people: searched for secrets instead ({@link redactedText}). */
  text: () => false,
} as const

export type Kind = keyof typeof KINDS

const NAMES: Readonly<Record<Kind, string>> = {
  address:
    "address addresses backends host hosts hostname fqdn ip ingress_address private_address public_address egress_subnets egress_subnet bind_address listen_address",
  number:
    "port ports port_mapping port_ranges max_ports interval retries timeout revision count size weight priority replicas version",
  word: "name version protocol protocols algorithm algorithms health_checks outcome error state status role mode type kind method path unit units application model interface endpoint extensions",
  hash: "sent_hash received_hash fingerprint acked declared",
  id: "id request_id declared",
  time: "until drained since created updated time expires",
  certificate: "tls_cert cert certificate ca chain",
  url: "url uri",
  text: "message error_message error_fields errors why reason description summary",
}

const KNOWN = new Map<string, Kind[]>()
for (const [kind, names] of Object.entries(NAMES))
  for (const name of names.split(" ")) {
    if (isKind(kind)) KNOWN.set(name, [...(KNOWN.get(name) ?? []), kind])
  }

/** Maps whose keys are data, not names: the kinds of the map apply to its values. */
const MAPS = new Set(["error_fields", "port_mapping", "ports", "algorithms", "backends"])

/** Returns the kinds known for a name; `inherited` are the kinds of the enclosing object. */
export function kindsOf(name: string, inherited: readonly Kind[] | undefined): readonly Kind[] {
  return inherited ?? KNOWN.get(plain(name)) ?? []
}

/** Returns the kinds for the values in a map with this name, if its keys are data. */
export function kindsInside(name: string, kinds: readonly Kind[]): readonly Kind[] | undefined {
  return MAPS.has(plain(name)) ? kinds : undefined
}

/** For `acked_web` only the first word is looked up: the rest is a request's name, chosen by the charm. */
function plain(name: string): string {
  const known = name.toLowerCase().replaceAll("-", "_")
  return /^(?:acked|declared)_/.test(known) ? known.slice(0, known.indexOf("_")) : known
}

/** Whether a text may be shown under a name with these kinds. Without known kinds, the strictest rule applies. */
export function isHarmless(text: string, secret: boolean, kinds: readonly Kind[]): boolean {
  if (SWITCH.test(text)) return true
  if (secret) return false
  return isAddress(text, false) || kinds.some((kind) => KINDS[kind](text))
}

/**
 * Whether a name consists of words and small numbers. Other names may be secrets themselves, as in a map from
 * tokens to users.
 */
export function isHarmlessName(name: string): boolean {
  return /^[\w.-]{0,48}$/.test(name) && !looksRandom(name)
}

/** Whether a text looks like a key or hash: long, without spaces, letters and digits mixed. */
export function looksRandom(text: string): boolean {
  return text
    .split(/[^A-Za-z0-9+=_]+/)
    .some((run) => run.length >= 20 && /\d/.test(run) && /[A-Za-z]/.test(run))
}

function isAddress(text: string, orHost: boolean): boolean {
  if (text.length > 260) return false
  const [, bare = ""] = /^\[?([^\]/]*)\]?(?:\/\d{1,3}|:\d{1,5})?$/.exec(text) ?? []
  return isIP(text) !== 0 || isIP(bare) !== 0 || (orHost && HOST.test(text) && !looksRandom(text))
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(KINDS, kind)
}
