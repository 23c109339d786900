import { readdirSync, readFileSync } from "node:fs"
import {
  answerRecordFor,
  type Issue,
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseHealth,
  parseHealthCheck,
  parseOptions,
  parseRequest,
  parseResponse,
  parseSecrets,
  type ReadResult,
  serializeAnswerRecord,
  serializeDrain,
  serializeExtensions,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
  serializeSecrets,
  ValidationError,
} from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { schemaFile, schemaText } from "../../../scripts/lib/json-schema.ts"
import type { DocumentName } from "../src/describe/descriptions.ts"
import { DOCUMENTS, EXTENSIONS } from "../src/describe/documents.ts"
import { ANSWER_RECORD } from "../src/schema/answer-record.ts"
import { HEALTH_CHECK } from "../src/schema/health-check.ts"
import { REQUEST } from "../src/schema/request.ts"
import { DRAIN, SECRETS } from "../src/schema/request-extensions.ts"
import { RESPONSE } from "../src/schema/response.ts"
import type { Field } from "../src/schema/schema.ts"
import { validator } from "./schema-support.ts"
import { golden } from "./support/golden.ts"

const folder = new URL("../schema/", import.meta.url)

test("the committed files are what `npm run schema` writes", () => {
  const all = [...DOCUMENTS, EXTENSIONS]
  expect(readdirSync(folder).sort()).toEqual(all.map(schemaFile).sort())
  for (const document of all) {
    expect(readFileSync(new URL(schemaFile(document), folder), "utf8")).toBe(schemaText(document))
  }
})

/** Every text of the Python library that this library would write too is valid; those that the serialiser refuses are not. */
function agree(file: string, judge: (value: unknown) => string[], write: (value: never) => string) {
  describe(file, () => {
    const written = golden(file).filter((one) => one.has("dumps"))
    test.each(written.map((one) => [one.name, one] as const))("%s", (_name, one) => {
      const text = one.text("dumps")
      const problems = judge(JSON.parse(text))
      if (isWritable(text, write)) expect(problems).toEqual([])
      else expect(problems).not.toEqual([])
    })

    test("there are valid documents", () => {
      const valid = written.filter((one) => judge(JSON.parse(one.text("dumps"))).length === 0)
      expect(valid.length).toBeGreaterThan(3)
    })
  })
}

function isWritable(text: string, write: (value: never) => string): boolean {
  try {
    write(JSON.parse(text) as never)
    return true
  } catch (error) {
    if (error instanceof ValidationError) return false
    throw error
  }
}

agree("request_dumps", validator(REQUEST), serializeRequest)
agree("send_request", validator(REQUEST), serializeRequest)
agree("response_dumps", validator(RESPONSE), serializeResponse)
agree("healthcheck_dumps", validator(HEALTH_CHECK), serializeHealthCheck)

type Reader = (text: string) => ReadResult<object>

/** A document with its required fields only, and its parser. */
const READ: Partial<Record<DocumentName, readonly [least: string, Reader]>> = {
  request: ['{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"443": 443}}', parseRequest],
  response: ['{"address": "lb"}', parseResponse],
  "health-check": ['{"protocol": "tcp", "port": 443}', parseHealthCheck],
  handled: [
    `{"id": "i", "fingerprint": "${"0".repeat(32)}", "request": {"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {}}}`,
    parseAnswerRecord,
  ],
  capabilities: ["{}", parseCapabilities],
  details: ["{}", parseDetails],
  health: ['{"received_hash": "h", "reported": "2026-01-31T12:00:00Z"}', parseHealth],
  options: ['{"sent_hash": "h"}', parseOptions],
  drain: ['{"sent_hash": "h", "until": "2026-01-31T12:00:00Z"}', parseDrain],
  secrets: [
    '{"sent_hash": "h", "tls_key": {"id": "secret:d1gk2s7mp25c762r0l8g", "revision": 1}}',
    parseSecrets,
  ],
}
const ALL_CAPABILITIES = {
  protocols: ["tcp"],
  algorithms: { "round-robin": ["rr"] },
  max_ports: 2,
  port_ranges: [[80, 90]],
  public: true,
  internal: false,
  sticky: false,
  health_checks: [],
  tls_termination: false,
  ingress_address: false,
  health: true,
  options: [],
}
const ALL_OPTIONS = {
  sent_hash: "h",
  source_ranges: ["10.0.0.0/8"],
  connect_timeout: 1,
  client_timeout: 1,
  server_timeout: 1,
  idle_timeout: 1,
  max_connections: 1,
  backend_connections: 1,
  proxy_protocol: "v1",
  check_timeout: 1,
  check_rise: 1,
  check_codes: ["200-299"],
  check_name: "a.example",
  server_names: [],
  weights: {},
}

describe.each(DOCUMENTS.map((document) => [document.name, document] as const))(
  "%s as it is read",
  (name, document) => {
    const [text, reader] = READ[name] ?? []
    if (text === undefined || reader === undefined) throw new Error(`nobody reads ${name}`)
    const least: Record<string, unknown> = JSON.parse(text)
    const fields: [string, Field][] = Object.entries(document.fields)
    const read = (value: object) => reader(JSON.stringify(value))

    test("the parser returns exactly the described fields", () => {
      const all: Readonly<Record<string, object>> = { capabilities: ALL_CAPABILITIES, options: ALL_OPTIONS }
      const result = read(all[name] ?? least)
      expect(result.ok && Object.keys(result.value).sort()).toEqual(Object.keys(document.fields).sort())
    })

    test("an absent field has the described default, or is required", () => {
      const result = read(least)
      const values = new Map(Object.entries(result.ok ? result.value : {}))
      for (const [field, { otherwise }] of fields) {
        if (field in least) continue
        expect([field, values.get(field)]).toEqual([field, otherwise])
      }
      for (const [field, { otherwise }] of fields.filter(([one]) => one in least)) {
        if (name === "response") continue
        const { [field]: _left, ...rest } = least
        const missing = { path: [field], message: "Missing data for required field." }
        expect([field, read(rest), otherwise]).toMatchObject([
          field,
          { ok: false, issues: [missing] },
          undefined,
        ])
      }
    })

    test.each(fields)(
      "null for %s is accepted exactly if the description says so",
      (field, { nullable = false }) => {
        const result = read({ ...least, [field]: null })
        const refused =
          !result.ok && result.issues.some(({ message }: Issue) => message === "Field may not be null.")
        expect(refused).toBe(!nullable)
      },
    )
  },
)

describe("handled", () => {
  const judge = validator(ANSWER_RECORD)
  const requests = golden("request_loads").flatMap((one) => {
    const read = parseRequest(one.text("raw"))
    return read.ok ? [[one.name, read.value] as const] : []
  })

  test.each(requests)("the answer record of a parsed request is valid: %s", (_name, request) => {
    for (const revoked of [false, true]) {
      expect(judge(JSON.parse(serializeAnswerRecord(answerRecordFor(request, revoked))))).toEqual([])
    }
  })

  test("an answer record with a private key, without request, or with revoked other than a boolean is invalid", () => {
    const [, request] = requests[0] ?? []
    if (request === undefined) throw new Error("there are no requests")
    const note = JSON.parse(serializeAnswerRecord(answerRecordFor(request, false)))
    expect(judge({ ...note, request: { ...note.request, tls_key: "k" } })).not.toEqual([])
    expect(judge({ ...note, request: undefined })).not.toEqual([])
    expect(judge({ ...note, revoked: false })).not.toEqual([])
    expect(judge({ ...note, fingerprint: "ABC" })).not.toEqual([])
  })
})

test("extensions are a list of the described names", () => {
  const judge = validator(EXTENSIONS)
  for (const words of [[], ["details"], ["secrets", "drain", "details"]] as const)
    expect(judge(JSON.parse(serializeExtensions(words)))).toEqual([])
  for (const wrong of [{}, "details", ["later"], ["drain", "drain"]]) expect(judge(wrong)).not.toEqual([])
})

describe("the extensions of a request", () => {
  const [drain, secrets] = [validator(DRAIN), validator(SECRETS)]
  const tls_key = { id: "secret:d1gk2s7mp25c762r0l8g", revision: 3 }

  test("are valid as written, and parse to the same values", () => {
    const until = new Date("2026-01-31T12:00:00.999Z")
    expect(drain(JSON.parse(serializeDrain("h", until)))).toEqual([])
    expect(parseDrain(serializeDrain("h", until))).toMatchObject({
      ok: true,
      value: { sent_hash: "h", until: "2026-01-31T12:00:00Z" },
    })
    for (const id of [tls_key.id, "secret://9b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1/d1gk2s7mp25c762r0l8g"]) {
      const value = { sent_hash: "h", tls_key: { ...tls_key, id } }
      expect(secrets(JSON.parse(serializeSecrets(value)))).toEqual([])
      expect(parseSecrets(serializeSecrets(value))).toMatchObject({ ok: true, value })
    }
  })

  test("are invalid if the parser refuses them", () => {
    for (const value of [
      { sent_hash: "h" },
      { sent_hash: "h", until: "soon" },
      { until: "2026-01-31T12:00:00Z" },
    ]) {
      expect(drain(value)).not.toEqual([])
      expect(parseDrain(JSON.stringify(value)).ok).toBe(false)
    }
    for (const wrong of [
      {},
      { id: "d1gk" },
      { ...tls_key, id: "d1gk2s7mp25c762r0l8g" },
      { id: tls_key.id },
    ]) {
      const value = { sent_hash: "h", tls_key: wrong }
      expect(secrets(value)).not.toEqual([])
      expect(parseSecrets(JSON.stringify(value)).ok).toBe(false)
    }
  })
})
