import {
  parseCapabilities,
  parseDetails,
  serializeCapabilities,
  serializeDetails,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
  ValidationError,
} from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { dose } from "../../../suite/doses.ts"
import fc, { character } from "../../../suite/fast-check.ts"
import { CAPABILITIES } from "../src/schema/capabilities.ts"
import { DETAILS } from "../src/schema/details.ts"
import { HEALTH_CHECK } from "../src/schema/health-check.ts"
import { REQUEST } from "../src/schema/request.ts"
import { RESPONSE } from "../src/schema/response.ts"
import { validator } from "./schema-support.ts"

// The serialisers and the schemas describe the same documents, so they must accept and refuse the same values.

const texts = fc.oneof(
  fc.constantFrom(
    ..."|a|lb.example|192.0.2.1|2001:db8::1|[2001:db8::1]|fe80::1%eth0|-a|.a|_a|a b|a;b|a{|a'|a\"|a`|a\\|ä|🚀".split(
      "|",
    ),
    ..."/|/livez|/a b|/a?b=c|/a'b|/a$b|livez|/\u00a0|/\u0085".split("|"),
    ..."tcp|udp|https|TCP|unsupported|provider_error|provider error|a\tb\nc|a\u0000|a\u007f|a\u0085|\ud800|]a|[a|:1|a%b".split(
      "|",
    ),
  ),
  fc.string({ unit: character, maxLength: 6 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
  // Maximum length, and one character more.
  fc
    .tuple(
      fc.constantFrom("", "/"),
      fc.constantFrom("a", "🚀"),
      fc.constantFrom(100, 200, 255, 2000, 10_000),
      fc.nat(1),
    )
    .map(([start, unit, length, more]) => start + unit.repeat(length + more)),
)
const numbers = fc.oneof(
  fc.constantFrom(-1, 0, 1, 80, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 1.5, 1e300),
  fc.integer({ min: 1, max: 65535 }),
)
const small = fc.oneof(fc.constant(null), fc.boolean(), numbers, texts)
const ports = fc.dictionary(
  fc.oneof(
    numbers.map(String),
    texts.filter((text) => !/^0[0-9]/.test(text)),
  ),
  small,
  {
    maxKeys: 3,
  },
)
const check = fc.record({
  protocol: fc.constantFrom("tcp", "http", "x"),
  port: fc.oneof(fc.constantFrom(80, 443), small),
  path: fc.oneof(fc.constant(null), texts),
  interval: fc.oneof(fc.constant(30), small),
  retries: fc.oneof(fc.constant(3), small),
})
const fields = fc.dictionary(fc.constantFrom("public", "id", "tls_cert", "hc[0]"), small, {
  maxKeys: 2,
})
const outcome = fc.record(
  {
    outcome: fc.oneof(fc.constantFrom("applied", "adjusted", "ignored"), texts),
    value: fc.oneof(small, fc.array(small, { maxLength: 2 }), ports, fc.constant([{ a: [null, 1.5] }])),
    why: fc.oneof(fc.constant("why"), small),
  },
  { requiredKeys: ["outcome"] },
)
const places = fc.constantFrom(
  "sticky",
  "health_checks[0].path",
  "port_mapping.443",
  "port_mapping[",
  "healthChecks",
  "stickyy",
  "id x",
)
const range = fc.array(fc.oneof(fc.constantFrom(1, 80, 443), numbers), { maxLength: 3 })
const anything = fc.oneof(
  { weight: 4, arbitrary: small },
  fc.array(small, { maxLength: 3 }),
  fc.array(check, { maxLength: 2 }),
  ports,
  fields,
)
/** The same for the documents of extensions. */
const more = fc.oneof(
  { weight: 4, arbitrary: anything },
  { weight: 2, arbitrary: fc.dictionary(places, outcome, { maxKeys: 2 }) },
  fc.dictionary(places, texts, { maxKeys: 2 }),
  fc.array(range, { maxLength: 2 }),
  fc.array(fc.constantFrom("tcp", "udp", "sctp"), { maxLength: 2 }),
  fc.dictionary(texts, fc.array(texts, { maxLength: 2 }), { maxKeys: 2 }),
)

const GOOD_REQUEST = {
  id: "i",
  name: "n",
  protocol: "tcp",
  backends: [],
  port_mapping: { "443": 8443 },
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
const GOOD_RESPONSE = {
  address: "lb",
  error: null,
  error_message: null,
  error_fields: {},
  received_hash: null,
}
const GOOD_CHECK = { protocol: "http", port: 80, path: "/livez", interval: 30, retries: 3 }

const GOOD_CAPABILITIES = {
  protocols: ["tcp"],
  algorithms: { "source-ip": ["source"] },
  max_ports: 2,
  port_ranges: [
    [80, 80],
    [8000, 8999],
  ],
  public: true,
  internal: false,
  sticky: false,
  health_checks: [],
  tls_termination: false,
  ingress_address: false,
}
const GOOD_DETAILS = {
  received_hash: "h",
  addresses: ["192.0.2.7", "2001:db8::7"],
  ports: { "443": 8443 },
  fields: {
    sticky: { outcome: "ignored" },
    "health_checks[0].interval": { outcome: "adjusted", value: 10, why: "no other" },
  },
  error_paths: { "health_checks[0].path": "no" },
  drained: "2026-01-31T12:00:00Z",
}

/** Removes empty fields, which the serialiser omits. */
function saying(draft: object): object {
  const said = Object.entries(draft).filter(([key, item]) => key === "received_hash" || !isNothing(key, item))
  return Object.fromEntries(
    said.map(([key, item]) => [key, key === "fields" && isMap(item) ? outcomes(item) : item]),
  )
}

const outcomes = (all: object) =>
  Object.fromEntries(Object.entries(all).map(([place, one]) => [place, isMap(one) ? withoutNull(one) : one]))

const withoutNull = (one: object) =>
  Object.fromEntries(Object.entries(one).filter(([key, item]) => key === "outcome" || item !== null))

const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether a value is the empty one of its field's type. `false`, for example, is not an empty list of addresses. */
function isNothing(key: string, item: unknown): boolean {
  if (key === "drained") return item === null
  if (key === "addresses") return Array.isArray(item) && item.length === 0
  return isMap(item) && Object.keys(item).length === 0
}

/** A valid document with up to three fields replaced by any JSON. */
function drafts<T extends object>(good: T, values: fc.Arbitrary<unknown>) {
  const change = fc.tuple(fc.constantFrom(...Object.keys(good)), values)
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes): T => JSON.parse(JSON.stringify({ ...good, ...Object.fromEntries(changes) })))
}

function refuses(write: () => string): boolean {
  try {
    write()
    return false
  } catch (error) {
    if (error instanceof ValidationError) return true
    throw error
  }
}

const RUNS = dose("schemaObjects")

function compare<T extends object>(
  good: T,
  judge: (value: unknown) => string[],
  write: (draft: T) => string,
  {
    normal = (draft) => draft,
    values = anything,
  }: { normal?: (draft: T) => object; values?: fc.Arbitrary<unknown> } = {},
) {
  const seen = { refused: 0, written: 0 }
  expect(judge(good)).toEqual([])
  fc.assert(
    fc.property(drafts(good, values), (draft) => {
      const refused = refuses(() => write(draft))
      seen[refused ? "refused" : "written"] += 1
      expect(judge(normal(draft)).length > 0).toBe(refused)
      if (!refused) expect(judge(JSON.parse(write(draft)))).toEqual([])
    }),
    { numRuns: RUNS },
  )
  // Both outcomes must occur.
  expect(Math.min(seen.refused, seen.written)).toBeGreaterThan(RUNS / 50)
}

test("requests", () => compare(GOOD_REQUEST, validator(REQUEST), serializeRequest))
test("responses", () => compare(GOOD_RESPONSE, validator(RESPONSE), serializeResponse))
test("health checks", () => compare(GOOD_CHECK, validator(HEALTH_CHECK), serializeHealthCheck))

test("capabilities, which the parser accepts if they can be written", () =>
  compare(
    GOOD_CAPABILITIES,
    validator(CAPABILITIES),
    (draft) => {
      const text = serializeCapabilities(draft)
      expect(parseCapabilities(text)).toMatchObject({ ok: true, warnings: [] })
      return text
    },
    { values: more },
  ))
test("details, which the parser accepts if they can be written", () =>
  compare(
    GOOD_DETAILS,
    validator(DETAILS),
    (draft) => {
      const text = serializeDetails(draft)
      expect(parseDetails(text)).toMatchObject({ ok: true, warnings: [] })
      return text
    },
    { values: more, normal: saying },
  ))

test.each([
  ["capabilities", GOOD_CAPABILITIES, validator(CAPABILITIES)],
  ["details", GOOD_DETAILS, validator(DETAILS)],
])("of %s a field that says nothing may be left out, none may be added", (_name, good, judge) => {
  for (const field of Object.keys(good)) {
    const rest = Object.fromEntries(Object.entries(good).filter(([name]) => name !== field))
    expect([field, judge(rest).length > 0]).toEqual([field, field === "received_hash"])
  }
  expect(judge({ ...good, extra: null })).not.toEqual([])
})

test.each([
  ["request", GOOD_REQUEST, validator(REQUEST)],
  ["response", GOOD_RESPONSE, validator(RESPONSE)],
  ["health check", GOOD_CHECK, validator(HEALTH_CHECK)],
] as const)("of a %s no field may be left out or added", (_name, good, judge) => {
  for (const field of Object.keys(good)) {
    expect(judge(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)))).not.toEqual([])
  }
  expect(judge({ ...good, extra: null })).not.toEqual([])
})
