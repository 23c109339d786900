import {
  md5,
  parseRequest,
  requestKey,
  requestNames,
  requestText,
  sealRequest,
  serializeRequest,
  type WireRequest,
} from "loadbalancer-interface/wire"
import type { Databag, Expectation } from "./case.ts"

const PLAIN: Omit<WireRequest, "id" | "name" | "port_mapping"> = {
  protocol: "tcp",
  backends: [],
  algorithm: [],
  sticky: false,
  health_checks: [],
  public: true,
  tls_termination: false,
  tls_cert: null,
  tls_key: null,
  ingress_address: null,
  sent_hash: null,
}

/** A request as a requirer sends it: key and canonical text with its hash. */
export function request(name: string, fields: Partial<WireRequest> = {}): Databag {
  const id = md5(name)
  // Its own front port from 10000 to 29999: most providers cannot give one port to two requests.
  const front = 10_000 + (Number.parseInt(id.slice(-8), 16) % 20_000)
  const document = { ...PLAIN, id, name, port_mapping: { [front]: 8443 }, ...fields }
  return { [requestKey(name)]: requestText(fields.sent_hash ? document : sealRequest(document)) }
}

/** The version that the probe writes. */
export const VERSION: Databag = { version: "1" }

/** The request of the baseline, the same after a change, and one that names its backends, so that the addresses of units do not matter. */
export const WEB: Databag = request("web")
export const CHANGED: Databag = request("web", { port_mapping: { 8443: 8443 } })
export const PLACED: Databag = request("placed", {
  ingress_address: "192.0.2.77",
  backends: ["192.0.2.8", "backend.example"],
})

/** All that the charm has written under `request_…`. */
function requestsIn(written: Databag): Databag {
  return Object.fromEntries(
    requestNames(Object.keys(written)).map((name) => [requestKey(name), written[requestKey(name)] ?? ""]),
  )
}

/** One key with this prefix for each request that the charm has written; an empty value deletes it. */
export function forEachRequest(
  written: Databag,
  prefix: string,
  textFor: (request: string) => string,
): Databag {
  return Object.fromEntries(
    requestNames(Object.keys(written)).map((name) => [
      `${prefix}_${name}`,
      textFor(written[requestKey(name)] ?? ""),
    ]),
  )
}

export const sendsNothing: Expectation = {
  expected: "no request",
  check: ({ written }) => listed(Object.keys(requestsIn(written))),
}

export const sendsSomething: Expectation = {
  expected: "at least one request (a charm that requests only with certain options needs --config)",
  check: ({ written }) =>
    Object.keys(requestsIn(written)).length > 0 ? undefined : `the keys ${Object.keys(written).join(", ")}`,
}

export const requestsAreValid: Expectation = {
  expected:
    "requests as the tables of PROTOCOL.md say, in canonical text, with their hash and the name of the key",
  check: ({ written }) =>
    listed(Object.entries(requestsIn(written)).flatMap(([key, text]) => mistakesIn(key, text))),
}

/** A refused request may be changed or withdrawn. */
export const requestsStayValid: Expectation = {
  expected: "requests that are the same, changed or gone, and valid",
  check: (seen) =>
    Object.keys(requestsIn(seen.before)).length === 0
      ? "there was no request before"
      : requestsAreValid.check(seen),
}

export const requestsAreUnchanged: Expectation = {
  expected: "the same requests as before, byte for byte",
  check({ written, before }) {
    const [now, then] = [requestsIn(written), requestsIn(before)]
    if (Object.keys(then).length === 0) return "there was no request before"
    const keys = [...new Set([...Object.keys(now), ...Object.keys(then)])]
    return listed(
      keys.filter((key) => now[key] !== then[key]).map((key) => `${key}: ${now[key] ?? "is gone"}`),
    )
  },
}

export const idsAreUnchanged: Expectation = {
  expected: "requests with the ids that they had before",
  check: ({ written, before }) =>
    listed(
      Object.entries(requestsIn(before)).flatMap(([key, text]) => {
        const [now, then] = [idOf(written[key]), idOf(text)]
        return now === then ? [] : [`${key} has the id ${now}, and had ${then}`]
      }),
    ),
}

function mistakesIn(key: string, text: string): string[] {
  const read = parseRequest(text)
  if (!read.ok) return [`${key} cannot be read: ${JSON.stringify(read.issues)}`]
  const { value } = read
  return [
    ...(requestKey(value.name) === key ? [] : [`${key} has the name ${JSON.stringify(value.name)}`]),
    ...(sealRequest(value).sent_hash === value.sent_hash
      ? []
      : [`${key} has the sent_hash ${value.sent_hash}`]),
    ...strictly(key, text, () => serializeRequest(value)),
  ]
}

/** Serialises a document that was read: that validates it strictly, and gives its canonical text. */
export function strictly(key: string, text: string, serialize: () => string): string[] {
  try {
    const canonical = serialize()
    return canonical === text ? [] : [`${key} is not canonical: ${text}`]
  } catch (error) {
    return [`${key}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

export function idOf(text: string | undefined): string | undefined {
  const read = parseRequest(text ?? "")
  return read.ok ? read.value.id : undefined
}

export function sentHashOf(text: string | undefined): string | null {
  const read = parseRequest(text ?? "")
  return read.ok ? read.value.sent_hash : null
}

export function listed(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.join("; ")
}
