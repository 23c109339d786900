import type { WireCapabilities, WireHealthCheck } from "../../wire.ts"
import { ROLES } from "../input/relation.ts"
import type { DocumentReport } from "../report/explain.ts"
import type { RelationReport } from "../report/explain-relation.ts"
import type { DetailsSummary, RequestSummary, ResponseSummary } from "../report/summary.ts"

export type Line = readonly [label: string, words: string]

/** The lines that have words. */
const lines = (...all: readonly (readonly [label: string, words: string | null | undefined | false])[]) =>
  all.flatMap(([label, words]): readonly Line[] => (words ? [[label, words]] : []))

/** What the two sides of a relation are. */
export function relationLines(relation: RelationReport): readonly Line[] {
  const { capabilities } = relation
  const sides = ROLES.map((role) => ({ role, ...relation[role] }))
  return lines(
    [
      "version",
      sides
        .map(({ role, shown, version }) => `${role} ${shown ? (version ?? "none") : "not shown"}`)
        .join(", "),
    ],
    ...sides.map(
      ({ role, extensions }) =>
        ["extends", extensions && `the ${role} understands ${extensionWords(extensions)}`] as const,
    ),
    ["can", capabilities && `the provider: ${capabilityWords(capabilities)}`],
    ...sides.map(
      ({ role, otherKeys: keys }) =>
        [
          "others",
          keys.length > 0 && `keys of the ${role} that are no part of the interface: ${keys.join(", ")}`,
        ] as const,
    ),
  )
}

/** What is asked. */
export function requestLines(asked: RequestSummary): readonly Line[] {
  const { protocol, algorithm, sticky, ingress_address, sent_hash, drainUntil } = asked
  return lines(
    [
      asked.fromNote ? "asked" : "asks",
      `${protocol}, ${asked.public ? "public" : "internal"}; ${portWords(asked.port_mapping)}`,
    ],
    ["backends", backendWords(asked.backends)],
    ...asked.health_checks.map((check) => ["check", checkWords(check)] as const),
    ["balance", algorithm.join(", or else ")],
    ["sticky", sticky && "a client stays with its backend"],
    ["tls", tlsWords(asked.tls)],
    ["at", ingress_address],
    ["drains", drainUntil && drainWords(drainUntil)],
    ["hash", sent_hash ?? "none"],
  )
}

function portWords(mapping: RequestSummary["port_mapping"]): string {
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

function checkWords({ protocol, port, path, interval, retries }: WireHealthCheck): string {
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

const secretWords = ({ id, revision }: NonNullable<DocumentReport["secret"]>): string =>
  `in the Juju ${id}, revision ${revision}`

const drainWords = (until: string): string =>
  `goes when its connections have ended, at the latest at ${until}`

/** What is answered. */
export function responseLines(answer: ResponseSummary): readonly Line[] {
  const { address, error, error_message, error_fields, received_hash, current, details } = answer
  const belongs = current === null ? "" : current ? ", the request's: it is current" : ", not the request's"
  return lines(
    ["answer", error === null ? `at ${address}` : [error, error_message ?? []].flat().join(": ")],
    ...Object.entries(error_fields).map(([field, words]) => ["field", `${field}: ${words}`] as const),
    ["address", error !== null && address],
    ...(details === null ? [] : detailLines(details)),
    ["hash", `${received_hash ?? "none"}${belongs}`],
  )
}

function detailLines({ addresses, ports, fields, error_paths, drained }: DetailsSummary): readonly Line[] {
  return lines(
    ["reached", addresses.length > 0 && `at ${addresses.join(", ")}`],
    ["ports", ports.map(({ asked, listen }) => `for ${asked} clients use ${listen}`).join(", ")],
    ...fields.map(({ field, outcome, value, why }) => {
      const becomes = outcome === "adjusted" && value !== null ? `adjusted to ${value}` : outcome
      return ["field", `${field}: ${becomes}${why === null ? "" : ` (${why})`}`] as const
    }),
    ...Object.entries(error_paths).map(([place, words]) => ["place", `${place}: ${words}`] as const),
    ["drained", drained && "there are no connections any more; the request can go"],
  )
}

/** A document that was given alone. */
export function documentLines(document: DocumentReport): readonly Line[] {
  const { asked, answer, capabilities, details, drainUntil, secret, extensions } = document
  return lines(
    ...(asked ? requestLines(asked) : []),
    ...(answer ? responseLines(answer) : []),
    ["can", capabilities && capabilityWords(capabilities)],
    ...(details ? detailLines(details) : []),
    ["drains", drainUntil && drainWords(drainUntil)],
    ["key", secret && secretWords(secret)],
    ["extends", extensions && extensionWords(extensions)],
  )
}

const extensionWords = (extensions: readonly string[]): string =>
  extensions.join(", ") || "nothing beyond version 1"

const FLAGS = [
  ["public", "public load balancers"],
  ["internal", "internal load balancers"],
  ["sticky", "sticky sessions"],
  ["tls_termination", "TLS termination"],
  ["ingress_address", "addresses on request"],
] as const

/** What a provider can do, in one line. */
function capabilityWords(can: WireCapabilities): string {
  const { protocols, port_ranges, max_ports, algorithms, health_checks: checks } = can
  const ranges = port_ranges?.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`))
  const names = Object.entries(algorithms ?? {}).map(([name, aliases]) =>
    aliases.length === 0 ? name : `${name} (also called ${aliases.join(", ")})`,
  )
  return [
    protocols && `balances ${listed(protocols)}`,
    ranges && `listens on ${listed(ranges)}`,
    max_ports !== undefined && `at most ${count(max_ports, "port")} a request`,
    ...FLAGS.map(([field, words]) => can[field] !== undefined && (can[field] ? words : `no ${words}`)),
    algorithms && `chooses backends by ${listed(names)}`,
    checks && (checks.length === 0 ? "no health checks" : `health checks by ${checks.join(", ")}`),
  ]
    .filter((words) => words)
    .join("; ")
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`
const listed = (words: readonly string[]): string => words.join(", ") || "nothing"
