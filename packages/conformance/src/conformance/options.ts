import {
  type KnownCapabilities,
  OPTION_FIELDS,
  optionsKey,
  optionsNames,
  parseDetails,
  parseOptions,
  parseResponse,
  requestKey,
  responseKey,
  serializeOptions,
  type UncheckedOptions,
  type WireRequest,
} from "loadbalancer-interface/wire"
import type { Databag, Expectation } from "./case.ts"
import { capabilitiesIn } from "./needs.ts"
import { listed, request, sentHashOf, strictly } from "./requests.ts"
import { isServed } from "./responses.ts"

const CHECKED: Partial<WireRequest> = {
  protocol: "http",
  health_checks: [{ protocol: "http", port: 8443, path: "/", interval: 30, retries: 3 }],
}

/** A value of each option that every provider with the option can use, and the request that it makes sense for. */
const EXAMPLES: Readonly<Record<string, readonly [value: unknown, fields?: Partial<WireRequest>]>> = {
  source_ranges: [["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]],
  connect_timeout: [5],
  client_timeout: [30],
  server_timeout: [30],
  idle_timeout: [300],
  max_connections: [100],
  backend_connections: [100],
  proxy_protocol: ["v2"],
  check_timeout: [2, CHECKED],
  check_rise: [2, CHECKED],
  check_codes: [["200-299", "404"], CHECKED],
  check_name: ["backend.example", CHECKED],
  server_names: [["www.example"]],
  weights: [{ "192.0.2.8": 50 }],
}

/** The options that a provider says it supports. */
export function supportedBy({ options = [] }: KnownCapabilities): readonly string[] {
  return options.filter((field) => OPTION_FIELDS.includes(field))
}

/** Those that it does not support; none if it does not say which it supports. */
export function unsupportedBy({ options }: KnownCapabilities): readonly string[] {
  return options === undefined ? [] : OPTION_FIELDS.filter((field) => !options.includes(field))
}

/** A request for each of these options, with its options. */
export function withEach(fields: readonly string[]): Databag {
  return Object.assign(
    {},
    ...fields.map((field) => {
      const [value, more] = EXAMPLES[field] ?? []
      return withOptions(request(nameFor(field), more), nameFor(field), { [field]: value })
    }),
  )
}

/** Adds the options to the databag that has the request. They are not validated. */
export function withOptions(
  bag: Databag,
  name: string,
  options: Readonly<Record<string, unknown>>,
  hash = sentHashOf(bag[requestKey(name)]),
): Databag {
  return { ...bag, [optionsKey(name)]: JSON.stringify({ sent_hash: hash, ...options }) }
}

/** The requests with these options are served. */
export function servesEach(fieldsOf: (can: KnownCapabilities) => readonly string[]): Expectation {
  return {
    waits: true,
    expected: "an address for each request with an option that the capability options lists",
    check: ({ written }) =>
      listed(
        fieldsOf(capabilitiesIn(written.capabilities)).flatMap((field) => {
          const key = responseKey(nameFor(field))
          return isServed(written[key]) ? [] : [`${key} is ${written[key] ?? "absent"}`]
        }),
      ),
  }
}

/** The requests with these options are refused, each for its option. */
export function refusesEach(fieldsOf: (can: KnownCapabilities) => readonly string[]): Expectation {
  return {
    waits: true,
    expected:
      "a refusal of each request with an option that the capability options does not list, which names the option in error_message and details",
    check: ({ written }) =>
      listed(
        fieldsOf(capabilitiesIn(written.capabilities)).flatMap((field) => {
          const name = nameFor(field)
          const refused = refusalProblems(name, written)
          if (refused.length > 0) return refused
          const message = messageOf(written[responseKey(name)])
          const details = written[`details_${name}`]
          return [
            ...(message.includes(`options.${field}`)
              ? []
              : [`the message for ${name} is ${JSON.stringify(message)}`]),
            ...(details === undefined || isNamedIn(details, field) ? [] : [`details_${name}: ${details}`]),
          ]
        }),
      ),
  }
}

/** The requests are refused as unsupported. */
export function refuses(...names: readonly string[]): Expectation {
  return {
    waits: true,
    expected: `a refusal (unsupported) of ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`,
    check: ({ written }) => listed(names.flatMap((name) => refusalProblems(name, written))),
  }
}

/** What a requirer writes for a provider that reads options. */
export const writesOptions: Expectation = {
  expected:
    "options_… for at least one request, in canonical text, with the request's sent_hash (a charm that has options only with certain configuration needs --config)",
  check: ({ written }) => {
    const names = optionsNames(Object.keys(written))
    if (names.length === 0) return "there is no options_…"
    return listed(names.flatMap((name) => mistakesIn(name, written)))
  },
}

function mistakesIn(name: string, written: Databag): readonly string[] {
  const [key, text] = [optionsKey(name), written[optionsKey(name)] ?? ""]
  const read = parseOptions(text)
  if (!read.ok) return [`${key} cannot be read: ${JSON.stringify(read.issues)}`]
  const options: UncheckedOptions = read.value
  const hash = sentHashOf(written[requestKey(name)])
  return [
    ...(read.value.sent_hash === hash
      ? []
      : [`${key} has the sent_hash ${read.value.sent_hash}, the request ${hash}`]),
    ...strictly(key, text, () => serializeOptions(options)),
  ]
}

function refusalProblems(name: string, written: Databag): readonly string[] {
  const key = responseKey(name)
  const read = parseResponse(written[key] ?? "")
  return read.ok && read.value.error === "unsupported" ? [] : [`${key} is ${written[key] ?? "absent"}`]
}

function messageOf(text: string | undefined): string {
  const read = parseResponse(text ?? "")
  return (read.ok && read.value.error_message) || ""
}

function isNamedIn(details: string, field: string): boolean {
  const read = parseDetails(details)
  return read.ok && Object.keys(read.value.error_paths).some((path) => path.startsWith(`options.${field}`))
}

function nameFor(field: string): string {
  return `with-${field.replaceAll("_", "-")}`
}
