import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import { utcText } from "../../wire/extensions/utc-time.ts"
import {
  canonicalJson,
  effectiveError,
  type SecretRevision,
  type WireCapabilities,
  type WireDetails,
  type WireHealth,
  type WireHealthCheck,
  type WireOptions,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import type { UnitAddress } from "../input/relation.ts"

// What documents say: as a summary for programs, with the field names of the wire, and in lines for people.

export type Line = readonly [label: string, words: string]

/** One line for each text; none without a text. */
const lines = (
  ...all: readonly (readonly [label: string, words: string | readonly string[] | null | undefined | false])[]
): readonly Line[] => all.flatMap(([label, words]) => [words || []].flat().map((one): Line => [label, one]))

type RequestSummary = ReturnType<typeof requestSummary>

/** What is known of a request from elsewhere. */
interface Known {
  /** Of the consumer; undefined if the input does not show them. */
  readonly units?: readonly UnitAddress[] | undefined
  readonly extensions?: RequestExtensions | undefined
  readonly options?: WireOptions | undefined
  /** Whether the request is that of the provider's answer record, because the request itself is not shown. */
  readonly fromNote?: boolean
}

/** What a request asks for: its fields as on the wire, without key material, and what follows from what else is known. */
export function requestSummary(
  wire: WireRequest,
  { units, extensions, options, fromNote = false }: Known = {},
) {
  const { tls_termination, tls_cert, tls_key, ...fields } = wire
  return {
    ...fields,
    backends: backendsOf(wire, units),
    tls: {
      termination: tls_termination,
      certificate: tls_cert !== null,
      /** As plain text. */
      key: tls_key !== null,
      /** The Juju secret that has the key; null if there is none that counts. */
      secret: extensions?.tlsKey ?? null,
    },
    /** When it goes at the latest, in UTC; null if it is not being drained. */
    drainUntil: extensions?.drainUntil === undefined ? null : utcText(extensions.drainUntil),
    /** The options that belong to this text of the request; null if there are none. */
    options: options?.sent_hash === wire.sent_hash ? (options ?? null) : null,
    fromNote,
  }
}

function backendsOf({ backends }: WireRequest, units: Known["units"]) {
  const isDefault = backends.length === 0
  return {
    /** Where the addresses come from: the request, or the consumer's units because it names none. */
    from: isDefault ? "units" : "request",
    /** Null: those of the units, which the input does not show. */
    addresses: isDefault ? (units?.flatMap(({ address }) => address ?? []) ?? null) : backends,
    /** Units that have no address, or none that can be used. */
    without: isDefault
      ? (units ?? []).flatMap(({ name, address }) => (address === undefined ? name : []))
      : [],
  }
}

/** What is asked. */
export function requestLines(asked: RequestSummary): readonly Line[] {
  const { protocol, algorithm, sticky, ingress_address, sent_hash, drainUntil } = asked
  const reach = asked.public ? "public" : "internal"
  return lines(
    [asked.fromNote ? "asked" : "asks", `${protocol}, ${reach}; ${portWords(asked.port_mapping)}`],
    ["backends", backendWords(asked.backends)],
    ["check", asked.health_checks.map(checkWords)],
    ["balance", algorithm.join(", or else ")],
    ["sticky", sticky && "a client stays with its backend"],
    ["tls", tlsWords(asked.tls)],
    ["at", ingress_address],
    ["drains", drainUntil && drainWords(drainUntil)],
    ["option", asked.options && optionWords(asked.options)],
    ["hash", sent_hash ?? "none"],
  )
}

function portWords(mapping: WireRequest["port_mapping"]): string {
  const pairs = Object.entries(mapping).map(
    ([listen, backend]) => `port ${listen} to the backends' ${backend}`,
  )
  return pairs.join(", ") || "no port at all"
}

function backendWords({ from, addresses, without }: RequestSummary["backends"]): string {
  if (addresses === null) return "the units' own addresses, which are not shown"
  if (from === "request") return addresses.join(", ")
  const own = addresses.length === 0 ? " addresses, and there are none" : `: ${addresses.join(", ")}`
  return `the units' own${own}${without.length === 0 ? "" : `; no address that can be used: ${without.join(", ")}`}`
}

export function checkWords({ protocol, port, path, interval, retries }: WireHealthCheck): string {
  const what = `${protocol} to port ${port}${path === null ? "" : ` ${path}`}`
  return `${what}, every ${count(interval, "second")}, dead after ${count(retries, "failure")}`
}

function tlsWords({ termination, certificate, key, secret }: RequestSummary["tls"]): string | undefined {
  if (!termination && !certificate && !key && secret === null) return undefined
  const end = termination ? "ends at the load balancer" : "goes through to the backends"
  const keyWords =
    secret !== null ? `the key is ${secretWords(secret)}` : key ? "a key is given (not shown)" : "no key"
  return `${end}; ${certificate ? "a certificate is given" : "no certificate"}, ${keyWords}`
}

export const secretWords = ({ id, revision }: SecretRevision): string =>
  `in the Juju ${id}, revision ${revision}`

export const optionWords = ({ sent_hash: _hash, ...options }: WireOptions): readonly string[] =>
  Object.entries(options).map(([name, value]) => `${name}: ${canonicalJson(value)}`)

export const drainWords = (until: string): string =>
  `goes when its connections have ended, at the latest at ${until}`

/**
 * What a provider responds: the fields as on the wire.
 * @param current whether it answers what is asked now; null if the request is not shown
 */
export function responseSummary(
  wire: WireResponse,
  current: boolean | null = null,
  details?: WireDetails,
  health?: WireHealth,
) {
  const error = effectiveError(wire)
  return {
    ...wire,
    address: wire.error === error ? wire.address : null,
    error,
    current,
    /** The details that belong to this response; null if there are none. */
    details: details === undefined ? null : detailsSummary(details),
    /** The health of the backends; null if the provider does not report it. */
    health: health ?? null,
  }
}

export function responseLines(answer: ReturnType<typeof responseSummary>): readonly Line[] {
  const { address, error, error_message, error_fields, received_hash, current, details, health } = answer
  const belongs = current === null ? "" : current ? ", the request's: it is current" : ", not the request's"
  return [
    ...lines(
      ["answer", error === null ? `at ${address}` : [error, error_message ?? []].flat().join(": ")],
      ["field", wordsByPlace(error_fields)],
      ["address", error !== null && address],
    ),
    ...(details === null ? [] : detailLines(details)),
    ...(health === null ? [] : healthLines(health)),
    ["hash", `${received_hash ?? "none"}${belongs}`],
  ]
}

const wordsByPlace = (problems: Readonly<Record<string, string>>) =>
  Object.entries(problems).map(([place, words]) => `${place}: ${words}`)

/** What a provider reports in addition to its response: the fields as on the wire, without key material. */
export function detailsSummary({ ports, fields, drained, ...wire }: WireDetails) {
  return {
    ...wire,
    /** Where the port for clients is not the one that was asked for. */
    ports: Object.entries(ports).map(([asked, listen]) => ({ asked: Number(asked), listen })),
    fields: Object.entries(fields).map(([field, { outcome, value, why = null }]) => ({
      field,
      outcome,
      /** As JSON text; null if there is none, or if it is key material, which is not shown. */
      value: value === undefined || field.startsWith("tls_") ? null : canonicalJson(value),
      why,
    })),
    drained: drained !== null,
  }
}

export function detailLines(details: ReturnType<typeof detailsSummary>): readonly Line[] {
  const { addresses, ports, fields, error_paths, drained } = details
  return lines(
    ["reached", addresses.length > 0 && `at ${addresses.join(", ")}`],
    ["ports", ports.map(({ asked, listen }) => `for ${asked} clients use ${listen}`).join(", ")],
    [
      "field",
      fields.map(({ field, outcome, value, why }) => {
        const becomes = outcome === "adjusted" && value !== null ? `adjusted to ${value}` : outcome
        return `${field}: ${becomes}${why === null ? "" : ` (${why})`}`
      }),
    ],
    ["place", wordsByPlace(error_paths)],
    ["drained", drained && "there are no connections any more; the request can go"],
  )
}

/** One line for each backend. */
export const healthLines = ({ backends, reported }: WireHealth): readonly Line[] => {
  if (Object.keys(backends).length === 0) return [["backend", `none is known (reported ${reported})`]]
  return Object.entries(backends).map(([address, { state, since, why }]) => [
    "backend",
    `${address}: ${state}${since === null ? "" : ` since ${since}`}${why === null ? "" : `, ${why}`} (reported ${reported})`,
  ])
}

export const extensionWords = (extensions: readonly string[]): string =>
  extensions.join(", ") || "nothing beyond version 1"

const FLAGS = [
  ["public", "public load balancers"],
  ["internal", "internal load balancers"],
  ["sticky", "sticky sessions"],
  ["tls_termination", "TLS termination"],
  ["ingress_address", "addresses on request"],
  ["health", "reports of the backends' health"],
] as const

/** What a provider can do, in one line. */
export function capabilityWords(can: WireCapabilities): string {
  const { protocols, port_ranges, max_ports, algorithms, health_checks: checks } = can
  const ranges = port_ranges?.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`))
  const names = Object.entries(algorithms ?? {}).map(([name, aliases]) =>
    aliases.length === 0 ? name : `${name} (also called ${aliases.join(", ")})`,
  )
  const all = [
    protocols && `balances ${listed(protocols)}`,
    ranges && `listens on ${listed(ranges)}`,
    max_ports !== undefined && `at most ${count(max_ports, "port")} a request`,
    ...FLAGS.map(([field, words]) => can[field] !== undefined && (can[field] ? words : `no ${words}`)),
    algorithms && `chooses backends by ${listed(names)}`,
    can.options && `options ${listed(can.options)}`,
    checks && (checks.length === 0 ? "no health checks" : `health checks by ${checks.join(", ")}`),
  ]
  return all.filter((words) => words).join("; ") || "nothing is said"
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`
const listed = (words: readonly string[]): string => words.join(", ") || "nothing"
