import { Ajv2020 } from "ajv/dist/2020.js"
import { documentSchema } from "../../../scripts/lib/json-schema.ts"
import type { ListDocument } from "../src/describe/documents.ts"
import type { Schema } from "../src/schema/schema.ts"

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })

/** Creates a validator: returns the paths of problems, none if the value is valid. */
export function validator(document: Schema | ListDocument): (value: unknown) => string[] {
  const { $id, ...schema } = documentSchema(document)
  const validate = ajv.compile(schema)
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}
