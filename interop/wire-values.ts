import type { WireHealthCheck, WireRequest, WireResponse } from "loadbalancer-interface/wire"
import { REQUEST_FIELDS } from "loadbalancer-interface/wire"
import { anyString } from "../packages/loadbalancer/tests/fuzz-values.ts"
import fc from "../suite/fast-check.ts"

/** The generators in which the values for the strict TypeScript writer and those for Python differ. */
interface Parts {
  readonly id: fc.Arbitrary<string>
  readonly name: fc.Arbitrary<string>
  readonly address: fc.Arbitrary<string>
  readonly word: fc.Arbitrary<string>
  readonly path: fc.Arbitrary<string>
  readonly text: fc.Arbitrary<string>
  readonly token: fc.Arbitrary<string>
  readonly integer: fc.Arbitrary<number>
  readonly fewestPorts: number
}

const NAME_UNIT = fc.constantFrom(..."abcXYZ019._-")
const name = fc.string({ unit: NAME_UNIT, minLength: 1, maxLength: 9 }).map((text) => `n${text}`)
const printable = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .map((text) => text.replace(/[\p{C}\p{Z}]/gu, "-"))

/** Values that the TypeScript writer accepts. */
const STRICT: Parts = {
  id: name,
  name,
  token: fc.oneof(name, fc.constant("0/+=")),
  address: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constant("[fe80::1%eth0]")),
  word: name,
  path: fc.webPath().map((path) => `/${path.replace(/[\s"'\\`{}<>;#$|]/g, "")}`),
  text: printable.map((text) => `${text}\n\t`),
  integer: fc.integer({ min: 1, max: 65_535 }),
  fewestPorts: 1,
}

/** Values that the Python library accepts: any text, and any integer that both languages can represent. */
const LAX: Parts = {
  id: anyString,
  name: anyString,
  address: anyString,
  word: anyString,
  path: anyString,
  text: anyString,
  token: anyString,
  integer: fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.maxSafeInteger(), fc.constantFrom(0, -1, 65_536)),
  fewestPorts: 0,
}

const protocol = fc.constantFrom("tcp", "udp", "http", "https")
const nullable = <T>(some: fc.Arbitrary<T>) => fc.option(some, { freq: 2 })
const few = <T>(some: fc.Arbitrary<T>) => fc.array(some, { maxLength: 4 })

function healthCheck({ integer, path }: Parts): fc.Arbitrary<WireHealthCheck> {
  return fc.record({ protocol, port: integer, path: nullable(path), interval: integer, retries: integer })
}

function request(parts: Parts): fc.Arbitrary<WireRequest> {
  const { id, name, address, word, text, token, integer, fewestPorts } = parts
  const ports = fc.array(fc.tuple(integer, integer), { minLength: fewestPorts, maxLength: 6 })
  return fc.record({
    id,
    name,
    protocol,
    backends: few(address),
    port_mapping: ports.map((pairs): Record<number, number> => Object.fromEntries(pairs)),
    algorithm: few(word),
    sticky: fc.boolean(),
    health_checks: few(healthCheck(parts)),
    public: fc.boolean(),
    tls_termination: fc.boolean(),
    tls_cert: nullable(text),
    tls_key: nullable(text),
    ingress_address: nullable(address),
    sent_hash: nullable(token),
  })
}

function response({ address, text }: Parts): fc.Arbitrary<WireResponse> {
  const fields = fc.dictionary(fc.constantFrom(...REQUEST_FIELDS), text, { maxKeys: 4 })
  const explained = text.map((some) => `${some}.`)
  const found = {
    error: fc.constant(null),
    address: address.map((some) => some || "a"),
    error_message: nullable(text),
  }
  const failed = {
    error: fc.constantFrom("unsupported", "provider_error"),
    address: nullable(address),
    error_message: explained,
  }
  const rest = { error_fields: fields, received_hash: nullable(text) }
  return fc.oneof(fc.record({ ...found, ...rest }), fc.record({ ...failed, ...rest }))
}

export const ours = { request: request(STRICT), response: response(STRICT), healthcheck: healthCheck(STRICT) }
export const theirs = { request: request(LAX), response: response(LAX), healthcheck: healthCheck(LAX) }
