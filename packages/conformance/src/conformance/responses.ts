import {
  parseResponse,
  requestKey,
  requestNames,
  responseKey,
  serializeResponse,
  type WireResponse,
} from "loadbalancer-interface/wire"
import type { Databag, Expectation } from "./case.ts"
import { listed, sentHashOf, strictly } from "./requests.ts"

const ACCEPTED: WireResponse = {
  address: "192.0.2.7",
  error: null,
  error_message: null,
  error_fields: {},
  received_hash: null,
}

/** A databag with a response to each request that the charm has written, as a provider sends it. */
export function respondToAll(fields: Partial<WireResponse> = {}): (written: Databag) => Databag {
  return (written) =>
    Object.fromEntries(
      requestNames(Object.keys(written)).map((name) => [
        responseKey(name),
        serializeResponse({ ...ACCEPTED, received_hash: sentHashOf(written[requestKey(name)]), ...fields }),
      ]),
    )
}

/** The provider has answered these requests of the databag: with an address, or with a refusal that says why. */
export function answers(requests: Databag): Expectation {
  return {
    waits: true,
    expected: `a response to ${names(requests).join(", ")}: an address or a refusal, with the request's sent_hash as received_hash`,
    check: ({ written }) =>
      listed(names(requests).flatMap((name) => answerProblems(written[responseKey(name)], requests, name))),
  }
}

function answerProblems(text: string | undefined, requests: Databag, name: string): string[] {
  const key = responseKey(name)
  if (text === undefined) return [`there is no ${key}`]
  const read = parseResponse(text)
  if (!read.ok) return [`${key} cannot be read: ${JSON.stringify(read.issues)} in ${text}`]
  const hash = sentHashOf(requests[requestKey(name)])
  const { received_hash: received } = read.value
  return received === hash ? [] : [`${key} has the received_hash ${received}, the request ${hash}`]
}

/** The responses are as the tables say. */
export const responsesAreCanonical: Expectation = {
  expected: "responses as the tables of PROTOCOL.md say, in canonical text",
  check: ({ written }) =>
    noResponseIn(written) ??
    listed(
      Object.entries(written).flatMap(([key, text]) => {
        const read = key.startsWith("response_") ? parseResponse(text) : undefined
        if (read === undefined) return []
        if (!read.ok) return [`${key} cannot be read: ${JSON.stringify(read.issues)}`]
        const { value } = read
        return strictly(key, text, () => serializeResponse(value))
      }),
    ),
}

/** The provider has made no load balancer for these requests: a refusal, or nothing. */
export function doesNotServe(...requestNames: readonly string[]): Expectation {
  return {
    expected: `no address for ${requestNames.slice(0, 3).join(", ")}${requestNames.length > 3 ? ", …" : ""}, which cannot be used`,
    check: ({ written }) =>
      listed(
        requestNames.flatMap((name) => {
          const text = written[responseKey(name)]
          return isServed(text) ? [`${responseKey(name)} is ${text}`] : []
        }),
      ),
  }
}

export function isUnchanged(key: string): Expectation {
  return {
    expected: `the same ${key} as before`,
    check({ written, before }) {
      if (before[key] === undefined) return `there was no ${key} before`
      return written[key] === before[key] ? undefined : (written[key] ?? "it is gone")
    },
  }
}

export function isAbsent(...keys: readonly string[]): Expectation {
  return {
    expected: `no ${keys.join(", no ")}`,
    check: ({ written }) =>
      listed(keys.filter((key) => written[key] !== undefined).map((key) => `${key}: ${written[key]}`)),
  }
}

/** The response has an address. */
export function serves(name: string): Expectation {
  const key = responseKey(name)
  return {
    waits: true,
    expected: `an address in ${key}`,
    check: ({ written: { [key]: text } }) => (isServed(text) ? undefined : (text ?? `there is no ${key}`)),
  }
}

/** Whether a text is a response with an address. */
export function isServed(text: string | undefined): boolean {
  const read = parseResponse(text ?? "")
  return read.ok && read.value.error === null
}

/** No value of the charm's databag contains a text, and it has a response. */
export function keepsBack(secret: string, what: string): Expectation {
  return {
    expected: `${what} in none of the charm's values`,
    check: ({ written }) =>
      noResponseIn(written) ?? listed(Object.keys(written).filter((key) => written[key]?.includes(secret))),
  }
}

/** The same in the relation of the second probe. */
export function inRivalsRelation({ expected, check, waits }: Expectation): Expectation {
  return {
    expected: `${expected}, in the other requirer's relation`,
    ...(waits && { waits }),
    check: ({ rival, ...seen }) => check({ ...seen, written: rival, rival }),
  }
}

export const writesVersion: Expectation = {
  expected: "version is 1",
  check: ({ written }) => (written.version === "1" ? undefined : (written.version ?? "there is no version")),
}

/** A charm that does nothing keeps most rules: without a response, they prove nothing. */
function noResponseIn(written: Databag): string | undefined {
  return Object.keys(written).some((key) => key.startsWith("response_")) ? undefined : "there is no response"
}

function names(requests: Databag): string[] {
  return requestNames(Object.keys(requests))
}
