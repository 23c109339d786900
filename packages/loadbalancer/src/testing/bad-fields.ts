import { REQUEST } from "../schema/request.ts"
import { RESPONSE } from "../schema/response.ts"
import type { Schema } from "../schema/schema.ts"
import { hazards } from "../wire/check.ts"
import { parseDocument } from "../wire/read.ts"
import { type Breaking, withFields } from "./fields.ts"

/** One bad field, in words for the title of a test, and the function that puts it into a databag. */
export type BadField = readonly [title: string, spoil: Breaking]

/** What every field is tried with; undefined leaves it out. Each field takes some of them. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  7.5,
  "a; b",
  "\u001b[2J",
  [],
  ["a; b"],
  {},
  { http: "eighty" },
  { 70000: 8080 },
]

/** The fields of a document with those of the values that cannot be read or must not be used, by the table of its fields. */
function badFieldsOf(schema: Schema): readonly BadField[] {
  return Object.keys(schema.fields).flatMap((field) =>
    VALUES.filter((value) => isBad(schema, field, value)).map((value): BadField => {
      const words = value === undefined ? "missing" : JSON.stringify(value)
      return [`${field} ${words}`, withFields({ [field]: value })]
    }),
  )
}

function isBad(schema: Schema, field: string, value: unknown): boolean {
  const document = { [field]: value }
  const read = parseDocument(schema, JSON.stringify(document))
  const issues = [...(read.ok ? [] : read.issues), ...(value == null ? [] : hazards(schema, document))]
  return issues.some(({ path }) => path[0] === field)
}

/**
 * Every field of a request and of a response with some bad values, derived from the tables of fields: a new field is in it.
 *
 * @example
 * test.each(badFields.request)("survives a request with %s", (_title, spoil) => {
 *   const remoteAppData = spoil(consumerDatabag({ requests }), "web")
 * })
 */
export const badFields: Readonly<Record<"request" | "response", readonly BadField[]>> = Object.freeze({
  request: badFieldsOf(REQUEST),
  response: badFieldsOf(RESPONSE),
})
