import { Ajv2020 } from "ajv/dist/2020.js"
import type { DocumentDescription, ListDescription } from "../src/explain/documents/field.ts"
import { documentSchema } from "../src/explain/documents/json-schema.ts"

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })

/** Creates a validator: returns the paths of problems, none if the value is valid. */
export function validator(document: DocumentDescription | ListDescription): (value: unknown) => string[] {
  const { $id, ...schema } = documentSchema(document)
  const validate = ajv.compile(schema)
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}
