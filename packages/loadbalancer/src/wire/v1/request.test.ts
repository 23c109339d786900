import { describe, expect, test } from "vitest"
import type { WireRequest } from "../../schema/request.ts"
import { ValidationError } from "../issue.ts"
import { answerRecordFor, parseAnswerRecord, serializeAnswerRecord } from "./answer-record.ts"
import { parseRequest, requestHazards, requestText, serializeRequest } from "./request.ts"

const REQUEST: WireRequest = {
  id: "i",
  name: "n",
  protocol: "http",
  backends: [],
  port_mapping: { 443: 8443 },
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

describe("writing refuses what could escape from a configuration file", () => {
  test.each([
    ["name", "a b"],
    ["name", "../a"],
    ["name", ""],
    ["name", "a\nb"],
    ["id", ""],
    ["backends", ["10.0.0.1 ; x"]],
    ["backends", ["a\nb"]],
    ["backends", ["-x"]],
    ["backends", [""]],
    ["algorithm", ["a b"]],
    ["ingress_address", "a{b"],
    ["health_checks", [{ protocol: "http", port: 1, path: "/a b", interval: 1, retries: 1 }]],
    ["health_checks", [{ protocol: "http", port: 1, path: "nohash", interval: 1, retries: 1 }]],
    ["tls_key", "a\u0000b"],
  ])("in %s: %j", (field, value) => {
    expect(() => serializeRequest({ ...REQUEST, [field]: value })).toThrow(ValidationError)
  })

  test.each([
    ["backends", ["10.0.0.1", "2001:db8::1", "[2001:db8::1]:80", "fe80::1%eth0", "a-b.example", "::1"]],
    ["health_checks", [{ protocol: "http", port: 1, path: "/a?b=c&d=%20é", interval: 1, retries: 1 }]],
    ["algorithm", ["round_robin", "SourceIPProtocol"]],
  ])("but takes in %s: %j", (field, value) => {
    const text = serializeRequest({ ...REQUEST, [field]: value })
    const read = parseRequest(text)
    expect(read.ok && requestHazards(read.value)).toEqual([])
  })
})

test("all that is wrong is reported at once, with its place", () => {
  const bad = { ...REQUEST, id: "", port_mapping: { 0: 1, 5: "x" }, backends: ["ok", 5], public: null }
  try {
    serializeRequest(bad)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    expect(error.code).toBe("validation")
    expect(error.issues.map(({ path }) => path.join("."))).toEqual([
      "id",
      "backends.1",
      "port_mapping.0.key",
      "port_mapping.5.value",
      "public",
    ])
  }
})

test("unknown fields are named in the warnings", () => {
  const read = parseRequest(requestText(REQUEST).replace("{", '{"weight": 1, "__proto__": {"x": 1}, '))
  expect(read).toMatchObject({ ok: true, value: REQUEST })
  expect(read.ok && read.warnings.map(({ path }) => path)).toEqual([["weight"], ["__proto__"]])
})

test("of what cannot be read, id and hash are kept if they can", () => {
  const read = parseRequest('{"id": "i", "sent_hash": "h", "protocol": "sctp"}')
  expect(read).toMatchObject({ ok: false, remains: { id: "i", sent_hash: "h" } })
})

test("the note of an answered request comes back as it was, without the private key", () => {
  const note = answerRecordFor({ ...REQUEST, tls_key: "SECRET" }, true)
  const text = serializeAnswerRecord(note)
  expect(text).not.toContain("SECRET")
  expect(parseAnswerRecord(text)).toEqual({ ok: true, value: note, warnings: [] })
})

test("a document that is wrong in very many places is not listed to its end", () => {
  const wrong = JSON.stringify({ backends: Array(100_000).fill(1), port_mapping: ports(100_000) })
  const read = parseRequest(wrong)
  expect(read.ok ? 0 : read.issues.length).toBeLessThan(1100)
  expect(read.ok ? [] : read.issues.map(({ path }) => path[0])).toEqual(
    expect.arrayContaining(["id", "backends"]),
  )
})

const ports = (many: number) =>
  Object.fromEntries(Array.from({ length: many }, (_, port) => [`p${port}`, port]))
