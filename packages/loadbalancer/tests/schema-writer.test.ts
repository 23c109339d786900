import fc from "fast-check"
import {
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
  ValidationError,
} from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { HEALTH_CHECK, REQUEST, RESPONSE } from "../src/explain/documents/documents.ts"
import { validator } from "./schema-support.ts"

// The writer and the schema are two texts about one thing. Here they judge the same documents.

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
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
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
const anything = fc.oneof(
  { weight: 4, arbitrary: small },
  fc.array(small, { maxLength: 3 }),
  fc.array(check, { maxLength: 2 }),
  ports,
  fields,
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

/** A good document with up to three fields replaced by anything that JSON has. */
function drafts<T extends object>(good: T) {
  const change = fc.tuple(fc.constantFrom(...Object.keys(good)), anything)
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

const RUNS = 5000

function compare<T extends object>(
  good: T,
  judge: (value: unknown) => string[],
  write: (draft: T) => string,
) {
  const seen = { refused: 0, written: 0 }
  expect(judge(good)).toEqual([])
  fc.assert(
    fc.property(drafts(good), (draft) => {
      const refused = refuses(() => write(draft))
      seen[refused ? "refused" : "written"] += 1
      expect(judge(draft).length > 0).toBe(refused)
      if (!refused) expect(judge(JSON.parse(write(draft)))).toEqual([])
    }),
    { numRuns: RUNS },
  )
  // Both sides were really asked.
  expect(Math.min(seen.refused, seen.written)).toBeGreaterThan(RUNS / 50)
}

test("requests", () => compare(GOOD_REQUEST, validator(REQUEST), serializeRequest))
test("responses", () => compare(GOOD_RESPONSE, validator(RESPONSE), serializeResponse))
test("health checks", () => compare(GOOD_CHECK, validator(HEALTH_CHECK), serializeHealthCheck))

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
