import {
  assertRequest,
  canonicalJson,
  hashHealthCheck,
  hashRequest,
  hashResponse,
  parseHealthCheck,
  parseRequest,
  parseResponse,
  type ReadResult,
  requestText,
  responseText,
  sealRequest,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
  type UncheckedRequest,
  ValidationError,
  type WireHealthCheck,
  type WireRequest,
  type WireResponse,
} from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { type GoldenCase, golden } from "./support/golden.ts"
import { asPythonErrors } from "./support/python-errors.ts"

/**
 * Every case in which we do something else than Python's library, with the number of its defect (D…, L…) and what we do.
 * `outcome` is the text we read or write, or the issues with which we refuse.
 */
const DEVIATIONS: Readonly<Record<string, { defect: string; what: string; outcome: unknown }>> = {
  ...readTolerantly("request_loads/unknown-field"),
  ...readTolerantly("request_loads/unknown-fields-two"),
  ...readTolerantly("request_loads/version-field-is-unknown"),
  ...readTolerantly("request_loads/healthcheck-unknown-field"),
  ...readTolerantly("healthcheck_loads/unknown"),
  ...readTolerantly("response_loads/unknown-field"),
  ...readTolerantly("response_loads/request-hash-is-unknown"),
  "response_loads/error-by-value-rejected": {
    defect: "D31",
    what: "read as provider_error",
    outcome: "accepted",
  },
  ...tooLarge("request_loads/ports-value-big", { port_mapping: { 1: { value: ["Number too large."] } } }),
  ...tooLarge("request_loads/ports-value-big-exponent", {
    port_mapping: { 443: { value: ["Number too large."] } },
  }),
  ...strict("D33", "request_dumps/ports-empty", { port_mapping: ["Must map at least one port."] }),
  ...strict("D33", "request_dumps/ports-out-of-range", {
    port_mapping: {
      65536: { key: ["Must be from 1 to 65535, is 65536."], value: ["Must be from 1 to 65535, is 70000."] },
    },
  }),
  ...strict("D33", "request_dumps/ports-beyond-2-53", {
    port_mapping: {
      "9007199254740993": {
        key: ["Must be from 1 to 65535, is 9007199254740992."],
        value: ["Not a valid integer."],
      },
    },
  }),
  ...badName("request_dumps/name-latin1"),
  ...badName("request_dumps/name-astral"),
  ...badName("request_dumps/name-bmp-cjk"),
  ...badName("request_dumps/name-lone-surrogate"),
  ...badName("send_request/name-astral"),
  ...strict("D35", "request_dumps/coerce-name-number", { name: ["Not a valid string."] }),
  ...strict("D35", "request_dumps/coerce-backend-number", {
    backends: { 0: ["Not a valid string."], 1: ["Not a valid string."], 2: ["Not a valid string."] },
  }),
  ...strict("D35", "request_dumps/coerce-port-value-string", {
    port_mapping: { 443: { value: ["Not a valid integer."] } },
  }),
  ...strict("D35", "request_dumps/coerce-port-value-bool", {
    port_mapping: { 443: { value: ["Not a valid integer."] } },
  }),
  ...strict("D35", "request_dumps/coerce-public-string", {
    public: ["Not a valid boolean."],
    sticky: ["Not a valid boolean."],
  }),
  ...strict("D35", "request_dumps/coerce-public-odd-string", { public: ["Not a valid boolean."] }),
  ...strict("D35", "request_dumps/coerce-algorithm-string", { algorithm: ["Not a valid list."] }),
  ...strict("D33", "healthcheck_dumps/udp-zero", {
    port: ["Must be from 1 to 65535, is 0."],
    interval: ["Must be from 1 to 2147483647, is 0."],
    retries: ["Must be from 1 to 2147483647, is 0."],
  }),
  ...strict("D35", "healthcheck_dumps/port-string-coerced", { port: ["Not a valid integer."] }),
  ...strict("D35", "healthcheck_dumps/port-float-truncated", { port: ["Not a valid integer."] }),
  ...strict("D35", "response_dumps/coerce-address-number", { address: ["Not a valid string."] }),
  ...strict("D32", "response_dumps/error-fields-values-are-not-checked", {
    error_fields: {
      public: ["Field may not be null."],
      sticky: ["Not a valid string."],
      backends: ["Not a valid string."],
    },
  }),
  "request_response_pairs/never-sent-and-no-received-hash": {
    defect: "L14",
    what: "two absent hashes are not equal hashes",
    outcome: false,
  },
  "request_response_pairs/empty-request-text-with-response": {
    defect: "L13",
    what: "two absent hashes are not equal hashes",
    outcome: false,
  },
}

function readTolerantly(name: string) {
  return {
    [name]: { defect: "D5", what: "unknown fields are passed over with a warning", outcome: "accepted" },
  }
}
function tooLarge(name: string, outcome: unknown) {
  return { [name]: { defect: "D33", what: "integers beyond 2^53 are refused when read", outcome } }
}
function strict(defect: string, name: string, outcome: unknown) {
  return { [name]: { defect, what: "refused when written", outcome } }
}
function badName(name: string) {
  const rule = 'Must be letters, digits, ".", "_" and "-", beginning with a letter or digit.'
  return strict("D33", name, { name: [rule] })
}

const used = new Set<string>()

/** Compares with Python's outcome, or, where the table says so, with ours, which must then differ from Python's. */
function expectOutcome(file: string, one: GoldenCase, ours: unknown, python: unknown): void {
  const key = `${file}/${one.name}`
  const deviation = DEVIATIONS[key]
  if (deviation === undefined) {
    expect(ours).toEqual(python)
    return
  }
  used.add(key)
  expect(ours).not.toEqual(python)
  if (deviation.outcome === "accepted") expect(ours).toBeTypeOf("object")
  else expect(ours).toEqual(deviation.outcome)
  if (deviation.outcome === "accepted") expect(ours).toHaveProperty("text")
}

interface Kind<T> {
  readonly parse: (text: string) => ReadResult<T>
  readonly text: (value: T) => string
  readonly hash: (value: T) => string
}

function loads<T>(file: string, { parse, text, hash }: Kind<T>) {
  describe(file, () => {
    test.each(golden(file).map((one) => [one.name, one] as const))("%s", (_name, one) => {
      const read = parse(one.text("raw"))
      if (one.has("crash")) {
        // Python dies with these; we must refuse them like any other document.
        expect(read.ok).toBe(false)
        const crash = one.plain("crash")
        if (isJsonCrash(crash)) expect(read).toHaveProperty(["issues", 0, "message"], crash.message)
        return
      }
      const ours = read.ok ? { text: text(read.value), hash: hash(read.value) } : asPythonErrors(read.issues)
      const python =
        one.get("ok") === true ? { text: one.text("dumps"), hash: one.text("hash") } : one.plain("error")
      expectOutcome(file, one, ours, python)
    })
  })
}

function isJsonCrash(crash: unknown): crash is { message: string } {
  return typeof crash === "object" && crash !== null && "type" in crash && crash.type === "JSONDecodeError"
}

const request: Kind<WireRequest> = { parse: parseRequest, text: requestText, hash: hashRequest }
const response: Kind<WireResponse> = { parse: parseResponse, text: responseText, hash: hashResponse }
const healthCheck: Kind<WireHealthCheck> = {
  parse: parseHealthCheck,
  text: serializeHealthCheck,
  hash: hashHealthCheck,
}
loads("request_loads", request)
loads("response_loads", response)
loads("healthcheck_loads", healthCheck)

const UNSET_REQUEST = { id: undefined, name: undefined, protocol: undefined, port_mapping: undefined }
const HEALTH_CHECK = { protocol: undefined, port: undefined, path: null, interval: 30, retries: 3 }
const REQUEST = {
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
const RESPONSE = { address: null, error: null, error_message: null, error_fields: {}, received_hash: null }

const asRequest = (input: unknown) => ({ ...UNSET_REQUEST, ...REQUEST, ...withHealthChecks(input) })
const asResponse = (input: unknown) => ({ ...RESPONSE, ...asObject(input) })

function withHealthChecks(input: unknown): object {
  const fields = asObject(input)
  if (!("health_checks" in fields) || !Array.isArray(fields.health_checks)) return fields
  return {
    ...fields,
    health_checks: fields.health_checks.map((one) => ({ ...HEALTH_CHECK, ...asObject(one) })),
  }
}

function asObject(input: unknown): object {
  if (typeof input !== "object" || input === null) throw new Error("a golden input is an object")
  return input
}

/** The text that is written, with its hash, or the reasons why nothing is. */
function written<T>(
  value: unknown,
  serialize: () => string,
  parse: (text: string) => ReadResult<T>,
  hash: (value: T) => string,
) {
  try {
    const text = serialize()
    const read = parse(text)
    return {
      text,
      hash: read.ok ? hash(read.value) : `what was written cannot be read: ${JSON.stringify(value)}`,
    }
  } catch (error) {
    if (error instanceof ValidationError) return asPythonErrors(error.issues)
    throw error
  }
}

function dumps<T>(file: string, { parse, hash }: Kind<T>, serialize: (input: unknown) => string) {
  describe(file, () => {
    test.each(golden(file).map((one) => [one.name, one] as const))("%s", (_name, one) => {
      const input = one.plain("input")
      const ours = written(input, () => serialize(input), parse, hash)
      if (one.has("crash")) return expect(ours).not.toHaveProperty("text")
      const python = one.has("dumps")
        ? { text: one.text("dumps"), hash: one.text("hash") }
        : one.plain("error")
      return expectOutcome(file, one, ours, python)
    })
  })
}

dumps("request_dumps", request, (input) => serializeRequest(asRequest(input)))
dumps("response_dumps", response, (input) => serializeResponse(asResponse(input)))
dumps("healthcheck_dumps", healthCheck, (input) =>
  serializeHealthCheck({ ...HEALTH_CHECK, ...asObject(input) }),
)

describe("send_request", () => {
  test.each(golden("send_request").map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const draft = asRequest(one.plain("input"))
    const ours = written(draft, () => sealAndWrite(draft), parseRequest, hashRequest)
    expectOutcome("send_request", one, ours, { text: one.text("dumps"), hash: one.text("hash") })
    if (one.name !== "name-astral")
      expect(ours).toHaveProperty("text", expect.stringContaining(one.text("sent_hash")))
  })
})

function sealAndWrite(draft: UncheckedRequest): string {
  assertRequest(draft)
  return serializeRequest(sealRequest(draft))
}

describe("json_text", () => {
  test.each(golden("json_text").map((one) => [one.name, one] as const))("%s", (_name, one) => {
    expect(canonicalJson(one.get("value"))).toBe(one.text("dumps"))
  })
})

describe("request_response_pairs", () => {
  test.each(golden("request_response_pairs").map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const request = parseRequest(one.text("request"))
    const responseText = one.get("response")
    const response = parseResponse(typeof responseText === "string" ? responseText : "")
    expect(request.ok ? hashRequest(request.value) : null).toBe(one.get("request_hash"))
    expect(response.ok).toBe(one.get("response_valid"))
    expect(response.ok ? hashResponse(response.value) : null).toBe(one.get("response_hash"))
    const complete =
      request.ok &&
      response.ok &&
      request.value.sent_hash !== null &&
      request.value.sent_hash === response.value.received_hash
    expectOutcome("request_response_pairs", one, complete, one.get("complete"))
  })
})

test("every listed deviation was met", () => {
  expect([...used].sort()).toEqual(Object.keys(DEVIATIONS).sort())
})
