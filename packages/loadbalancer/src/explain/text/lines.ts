import type { WireCapabilities } from "../../wire.ts"
import type { DocumentReport } from "../report/documents.ts"
import type { DetailsSummary, RequestSummary, ResponseSummary } from "../report/summary.ts"
import type { Line } from "./page.ts"

/** One line, or none if there is no value. */
const line = <T>(label: string, value: T | null | undefined | false, words: (value: T) => string): Line[] =>
  value === null || value === undefined || value === false ? [] : [[label, words(value)]]
const some = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list)
const same = (words: string) => words

/** What is asked. */
export function requestLines(asked: RequestSummary): readonly Line[] {
  return [
    [
      asked.fromNote ? "asked" : "asks",
      `${asked.protocol}, ${asked.public ? "public" : "internal"}; ${portWords(asked.ports)}`,
    ],
    ["backends", backendWords(asked.backends)],
    ...asked.healthChecks.map(({ port, path, interval, retries, protocol }): Line => {
      const what = `${protocol} to port ${port}${path === null ? "" : ` ${path}`}`
      return ["check", `${what}, every ${count(interval, "second")}, dead after ${count(retries, "failure")}`]
    }),
    ...line("balance", some(asked.algorithm), (all) => all.join(", or else ")),
    ...line("sticky", asked.sticky, () => "a client stays with its backend"),
    ...tlsLine(asked.tls),
    ...line("at", asked.ingressAddress, same),
    ...drainLine(asked.drainUntil),
    ["hash", asked.sentHash ?? "none"],
  ]
}

function portWords(pairs: RequestSummary["ports"]): string {
  if (pairs.length === 0) return "no port at all"
  return pairs.map(({ listen, backend }) => `port ${listen} to the backends' ${backend}`).join(", ")
}

function backendWords({ from, addresses, without }: RequestSummary["backends"]): string {
  if (addresses === null) return "the units' own addresses, which are not shown"
  if (from === "request") return addresses.join(", ")
  const missing = without.length === 0 ? "" : `; no address that can be used: ${without.join(", ")}`
  return addresses.length === 0
    ? `the units' own addresses, and there are none${missing}`
    : `the units' own: ${addresses.join(", ")}${missing}`
}

function tlsLine({ termination, certificate, key, secret }: RequestSummary["tls"]): readonly Line[] {
  if (!termination && !certificate && !key && secret === null) return []
  const end = termination ? "ends at the load balancer" : "goes through to the backends"
  const keyWords =
    secret !== null ? `the key is ${secretWords(secret)}` : key ? "a key is given (not shown)" : "no key"
  return [["tls", `${end}; ${certificate ? "a certificate is given" : "no certificate"}, ${keyWords}`]]
}

const secretWords = ({ id, revision }: { readonly id: string; readonly revision: number }): string =>
  `in the Juju ${id}, revision ${revision}`

const drainLine = (until: string | null): readonly Line[] =>
  line("drains", until, (time) => `goes when its connections have ended, at the latest at ${time}`)

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`

/** What is answered. */
export function responseLines(answer: ResponseSummary): readonly Line[] {
  const { address, error, errorMessage, errorFields, receivedHash, current, details } = answer
  const belongs = current === null ? "" : current ? ", the request's: it is current" : ", not the request's"
  return [
    [
      "answer",
      error === null ? `at ${address}` : `${error}${errorMessage === null ? "" : `: ${errorMessage}`}`,
    ],
    ...errorFields.map(({ field, words }): Line => ["field", `${field}: ${words}`]),
    ...line("address", error !== null && address, same),
    ...detailLines(details),
    ["hash", `${receivedHash ?? "none"}${belongs}`],
  ]
}

function detailLines(details: DetailsSummary | null): readonly Line[] {
  if (details === null) return []
  return [
    ...line("reached", some(details.addresses), (all) => `at ${all.join(", ")}`),
    ...line("ports", some(details.ports), (all) =>
      all.map(({ asked, listen }) => `for ${asked} clients use ${listen}`).join(", "),
    ),
    ...details.fields.map(({ field, outcome, value, why }): Line => {
      const becomes = outcome === "adjusted" && value !== null ? `adjusted to ${value}` : outcome
      return ["field", `${field}: ${becomes}${why === null ? "" : ` (${why})`}`]
    }),
    ...details.errorPaths.map(({ place, words }): Line => ["place", `${place}: ${words}`]),
    ...line("drained", details.drained, () => "there are no connections any more; the request can go"),
  ]
}

/** A document that was given alone. */
export function documentLines(document: DocumentReport): readonly Line[] {
  const { asked, answer, capabilities, details, drainUntil, secret, extensions } = document
  return [
    ...(asked === null ? [] : requestLines(asked)),
    ...(answer === null ? [] : responseLines(answer)),
    ...line("can", capabilities, capabilityWords),
    ...detailLines(details),
    ...drainLine(drainUntil),
    ...line("key", secret, secretWords),
    ...line("extends", extensions, extensionWords),
  ]
}

export const extensionWords = (extensions: readonly string[]): string =>
  extensions.join(", ") || "nothing beyond version 1"

/** What a provider can do, in one line. */
export function capabilityWords(can: WireCapabilities): string {
  const yesOrNo = (value: boolean | undefined, what: string) =>
    value === undefined ? undefined : value ? what : `no ${what}`
  const parts = [
    can.protocols && `balances ${listed(can.protocols)}`,
    can.port_ranges &&
      `listens on ${listed(can.port_ranges.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`)))}`,
    can.max_ports === undefined ? undefined : `at most ${count(can.max_ports, "port")} a request`,
    yesOrNo(can.public, "public load balancers"),
    yesOrNo(can.internal, "internal load balancers"),
    yesOrNo(can.sticky, "sticky sessions"),
    yesOrNo(can.tls_termination, "TLS ends there"),
    yesOrNo(can.ingress_address, "addresses on request"),
    can.algorithms &&
      `chooses backends by ${listed(
        Object.entries(can.algorithms).map(([name, aliases]) =>
          aliases.length === 0 ? name : `${name} (also called ${aliases.join(", ")})`,
        ),
      )}`,
    can.health_checks &&
      (can.health_checks.length === 0
        ? "no health checks"
        : `health checks by ${can.health_checks.join(", ")}`),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? "nothing is said" : parts.join("; ")
}

const listed = (words: readonly string[]): string => (words.length === 0 ? "nothing" : words.join(", "))
