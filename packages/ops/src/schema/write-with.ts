import type { StandardSchema } from "./standard-schema.ts"
import { type SchemaResult, validate } from "./validate.ts"

/** A databag with texts as values, or with JSON: {@link jsonIn}. */
export interface SchemaTarget<Value> {
  // Not methods: the compiler would accept a databag of texts for numbers.
  readonly set: (key: string, value: Value) => void
  readonly delete: (key: string) => void
}

/**
 * Writes the fields of a value into a databag, one key each, if the value fits the schema; else nothing. `undefined` deletes the key, and
 * keys that the value does not have stay as they are. What is written is the value as given, for the other side to read with the same
 * schema.
 * @returns what the other side will read, or the issues
 * @throws RelationDataAccessError for a databag that this unit must not write
 * @example
 * const Database = v.object({ uri: v.pipe(v.string(), v.url()) })
 *
 * writeWith(Database, relation.data(this.app), { uri: "postgresql://10.0.0.7/app" })
 */
export function writeWith<Input extends object, Output>(
  schema: StandardSchema<Input, Output>,
  databag: SchemaTarget<Exclude<Input[keyof Input], undefined>>,
  value: Input,
): SchemaResult<Output> {
  const fields: [key: string, field: Input[keyof Input]][] = Object.entries(value)
  const kept = fields.filter(
    (entry): entry is [string, Exclude<Input[keyof Input], undefined>] => entry[1] !== undefined,
  )
  const result = validate(schema, Object.fromEntries(kept))
  if (!result.ok) return result
  for (const [key] of fields) databag.delete(key)
  for (const [key, field] of kept) databag.set(key, field)
  return result
}
