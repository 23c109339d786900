import { type JsonDatabag, jsonValues, type TextDatabag } from "./json-in.ts"
import type { StandardSchema } from "./standard-schema.ts"
import { type SchemaResult, validate } from "./validate.ts"

/** A databag for values of this type: with JSON ({@link jsonIn}), or that of the relation if all of them are texts. */
export type SchemaTarget<Value> = JsonDatabag | ([Value] extends [string] ? TextDatabag : never)

/** The fields of each member of a union. */
type Field<Input> = Input extends unknown ? Exclude<Input[keyof Input], undefined> : never

/**
 * Writes the fields of a value into a databag, one key each, if the other side can read them with the same schema; else nothing. What is
 * written is the value as given, not what the schema makes of it. `undefined` deletes the key, as the empty text does in a databag of
 * texts, because Juju has no empty values. Keys that the value does not have stay as they are.
 * @returns what the other side will read, or the issues: also those of a value that becomes another one in the databag, such as a date
 * @throws RelationDataAccessError for a databag that this unit must not write; RelationDataTypeError for an empty key, or a value that is no
 * text in a databag of texts; TypeError for a value that has no JSON (bigint, a circle). Nothing is written then
 * @example
 * const Database = v.object({ uri: v.pipe(v.string(), v.url()) })
 *
 * writeWith(Database, relation.data(this.app), { uri: "postgresql://10.0.0.7/app" })
 */
export function writeWith<Input extends object, Output>(
  schema: StandardSchema<Input, Output>,
  databag: SchemaTarget<Field<Input>>,
  value: Input,
): SchemaResult<Output> {
  const isJson = "texts" in databag
  const texts: Record<string, string> = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, (isJson ? JSON.stringify(field) : field) ?? ""]),
  )
  const kept = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""))
  const result = validate(schema, isJson ? jsonValues(kept) : kept)
  if (result.ok) (isJson ? databag.texts : databag).update(texts)
  return result
}
