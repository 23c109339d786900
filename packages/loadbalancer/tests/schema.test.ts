import { readdirSync, readFileSync } from "node:fs"
import {
  handledFor,
  parseHandled,
  parseHealthCheck,
  parseRequest,
  parseResponse,
  REQUEST_FIELDS,
  type ReadResult,
  serializeHandled,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
  ValidationError,
} from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { DOCUMENTS, HANDLED, HEALTH_CHECK, REQUEST, RESPONSE } from "../src/explain/documents/documents.ts"
import { schemaFile, schemaText } from "../src/explain/documents/json-schema.ts"
import { validator } from "./schema-support.ts"
import { golden } from "./support/golden.ts"

const folder = new URL("../schema/", import.meta.url)

test("the committed files are what `npm run schema` writes", () => {
  expect(readdirSync(folder).sort()).toEqual(DOCUMENTS.map(schemaFile).sort())
  for (const document of DOCUMENTS) {
    expect(readFileSync(new URL(schemaFile(document), folder), "utf8")).toBe(schemaText(document))
  }
})

/** Every text that Python has written and we would write too is valid; what our writer refuses is not. */
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

const LEAST = {
  request: '{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"443": 443}}',
  response: '{"address": "lb"}',
  "health-check": '{"protocol": "tcp", "port": 443}',
  handled: `{"id": "i", "fingerprint": "${"0".repeat(32)}", "request": {"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {}}}`,
}
const READERS = {
  request: parseRequest,
  response: parseResponse,
  "health-check": parseHealthCheck,
  handled: parseHandled,
} satisfies Record<string, (text: string) => ReadResult<object>>

describe.each(DOCUMENTS.map((document) => [document.name, document] as const))(
  "%s as it is read",
  (name, document) => {
    const least: Record<string, unknown> = JSON.parse(LEAST[name])
    const fields = Object.entries(document.fields)
    const read = (value: object) => READERS[name](JSON.stringify(value))

    test("the reader gives exactly the fields that are described", () => {
      const result = read(least)
      expect(result.ok && Object.keys(result.value).sort()).toEqual(Object.keys(document.fields).sort())
    })

    test("what is absent has the described default, or is required", () => {
      const result = read(least)
      const values = new Map(Object.entries(result.ok ? result.value : {}))
      for (const [field, { default: otherwise }] of fields) {
        if (field in least) continue
        expect([field, values.get(field)]).toEqual([field, otherwise])
      }
      for (const [field, { default: otherwise }] of fields.filter(([one]) => one in least)) {
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

    test.each(fields)("null for %s is read where it is described so", (field, { nullable }) => {
      const result = read({ ...least, [field]: null })
      const refused = !result.ok && result.issues.some(({ message }) => message === "Field may not be null.")
      expect(refused).toBe(!nullable)
    })
  },
)

test("the keys of error_fields are the fields of a request", () => {
  expect(Object.keys(REQUEST.fields).sort()).toEqual([...REQUEST_FIELDS].sort())
})

describe("handled", () => {
  const judge = validator(HANDLED)
  const requests = golden("request_loads").flatMap((one) => {
    const read = parseRequest(one.text("raw"))
    return read.ok ? [[one.name, read.value] as const] : []
  })

  test.each(requests)("the note of a request that was read is valid: %s", (_name, request) => {
    for (const revoked of [false, true]) {
      expect(judge(JSON.parse(serializeHandled(handledFor(request, revoked))))).toEqual([])
    }
  })

  test("a note with a private key, without its request, or not revoked by word is not valid", () => {
    const [, request] = requests[0] ?? []
    if (request === undefined) throw new Error("there are no requests")
    const note = JSON.parse(serializeHandled(handledFor(request, false)))
    expect(judge({ ...note, request: { ...note.request, tls_key: "k" } })).not.toEqual([])
    expect(judge({ ...note, request: undefined })).not.toEqual([])
    expect(judge({ ...note, revoked: false })).not.toEqual([])
    expect(judge({ ...note, fingerprint: "ABC" })).not.toEqual([])
  })
})
