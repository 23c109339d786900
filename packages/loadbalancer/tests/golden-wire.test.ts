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
import { DEVIATIONS } from "./deviations/table.ts"
import { type GoldenCase, golden } from "./support/golden.ts"
import { asPythonErrors } from "./support/python-errors.ts"

const used = new Set<string>()

/** Compares with Python's result, or, if the table lists a deviation, with that, which must differ from Python's. */
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
        // Python crashes with these; this library must refuse them like any other document.
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

/** Returns the written text with its hash, or the issues. */
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

test("every listed deviation occurs", () => {
  const listed = Object.keys(DEVIATIONS).filter(
    (key) => !/^(consumer_dispatch|provider_dispatch|flows)\//.test(key),
  )
  expect([...used].sort()).toEqual(listed.sort())
})
