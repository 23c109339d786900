import type { SecretRevision } from "../../wire.ts"
import type { Answer, Asked, RelationReport, RequestReport, RequestState } from "../report/report.ts"
import { detailLines, drainLines } from "./beyond-words.ts"
import type { Style } from "./page.ts"

const STATES: Readonly<Record<RequestState, readonly [words: string, style: Style]>> = {
  answered: ["answered", "green"],
  refused: ["refused", "yellow"],
  stale: ["answered before it changed; the answer is stale", "yellow"],
  unanswered: ["not answered", "yellow"],
  revoked: ["the answer was taken back", "yellow"],
  unusable: ["cannot be used", "red"],
  "unreadable-answer": ["the answer cannot be read", "red"],
  leftover: ["withdrawn, something is left over", "yellow"],
  "request-not-shown": ["answered; whether to what is asked now cannot be told", "cyan"],
  "answer-not-shown": ["asked, the answer is not shown", "cyan"],
}

export function stateWords({ state, answer }: RequestReport): readonly [words: string, style: Style] {
  if (state === "request-not-shown" && answer === null) return ["only the provider's note is shown", "cyan"]
  return STATES[state]
}

/** What is asked, in one or more lines of label and words. */
export function askedLines(asked: Asked): readonly (readonly [label: string, words: string])[] {
  const { protocol, healthChecks, algorithm, sticky, ingressAddress, sentHash } = asked
  return [
    [
      asked.fromNote ? "asked" : "asks",
      `${protocol}, ${asked.public ? "public" : "internal"}; ${ports(asked.ports)}`,
    ],
    ["backends", backends(asked.backends)],
    ...healthChecks.map(({ port, path, interval, retries, ...check }): [string, string] => [
      "check",
      `${check.protocol} to port ${port}${path === null ? "" : ` ${path}`}, every ${count(interval, "second")}, dead after ` +
        `${count(retries, "failure")}`,
    ]),
    ...(algorithm.length === 0 ? [] : [["balance", algorithm.join(", or else ")] as const]),
    ...(sticky ? [["sticky", "a client stays with its backend"] as const] : []),
    ...tls(asked.tls),
    ...(ingressAddress === null ? [] : [["at", ingressAddress] as const]),
    ...drainLines(asked.drainUntil),
    ["hash", sentHash ?? "none"],
  ]
}

function ports(pairs: Asked["ports"]): string {
  if (pairs.length === 0) return "no port at all"
  return pairs.map(({ listen, backend }) => `port ${listen} to the backends' ${backend}`).join(", ")
}

function backends({ from, addresses, without }: Asked["backends"]): string {
  if (from === "request") return (addresses ?? []).join(", ")
  if (addresses === null) return "the units' own addresses, which are not shown"
  const missing = without.length === 0 ? "" : `; no address that can be used: ${without.join(", ")}`
  if (addresses.length === 0) return `the units' own addresses, and there are none${missing}`
  return `the units' own: ${addresses.join(", ")}${missing}`
}

function tls({
  termination,
  certificate,
  key,
  secret,
}: Asked["tls"]): readonly (readonly [string, string])[] {
  if (!termination && !certificate && !key && secret === null) return []
  const end = termination ? "ends at the load balancer" : "goes through to the backends"
  const given = [
    certificate ? "a certificate is given" : "no certificate",
    secret !== null
      ? `the key is in the Juju ${secretWords(secret)}`
      : key
        ? "a key is given (not shown)"
        : "no key",
  ]
  return [["tls", `${end}; ${given.join(", ")}`]]
}

/** Where a private key is, never what it is. */
const secretWords = ({ id, revision }: SecretRevision): string => `${id}, revision ${revision}`

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`

/** What is answered, as above. */
export function answerLines(answer: Answer): readonly (readonly [label: string, words: string])[] {
  const { address, error, errorMessage, errorFields, receivedHash, current, acknowledged } = answer
  const says =
    error === null ? `at ${address}` : `${error}${errorMessage === null ? "" : `: ${errorMessage}`}`
  return [
    ["answer", says],
    ...errorFields.map(({ field, words }): [string, string] => ["field", `${field}: ${words}`]),
    ...(error !== null && address !== null ? [["address", address] as const] : []),
    ...detailLines(answer.details),
    [
      "hash",
      `${receivedHash ?? "none"}${CURRENT[String(current)] ?? ""}${acknowledged === true ? "; acknowledged" : ""}`,
    ],
  ]
}

const CURRENT: Readonly<Record<string, string>> = {
  true: ", the request's: it is current",
  false: ", not the request's",
}

export function relationTitle({ id, consumer, provider }: RelationReport): string {
  const side = ({ application, endpoint }: RelationReport["consumer"], otherwise: string) =>
    `${application ?? otherwise}${endpoint === null || endpoint === "" ? "" : `:${endpoint}`}`
  const title = `${side(consumer, "a consumer")} asks ${side(provider, "a provider")}`
  return id === null ? title : `relation ${id}: ${title}`
}
