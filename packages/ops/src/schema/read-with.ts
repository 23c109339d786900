import type { StandardSchema } from "./standard-schema.ts"
import { type SchemaResult, validate } from "./validate.ts"

/** What can be read with a schema: the configuration, a databag (what `toObject` returns), the parameters of an action (the object itself). */
export type SchemaSource = object

/**
 * Reads the whole configuration, a databag or the parameters of an action with a schema. A value that does not fit gives issues instead of
 * an exception, because an operator or another charm wrote it, maybe for an older revision of this charm.
 *
 * A databag's values are texts; read values that are JSON with {@link jsonIn}. A secret option is the secret's id.
 * @param schema one that checks at once; an asynchronous one is an issue
 * @throws RelationDataAccessError for a databag that this unit must not read
 * @example
 * const Settings = v.object({ port: v.pipe(v.number(), v.minValue(1), v.maxValue(65535)) })
 *
 * const settings = readWith(Settings, this.config)
 * if (!settings.ok) event.addStatus(new BlockedStatus(settings.message)) // port: Invalid value: …
 */
export function readWith<Output>(
  schema: StandardSchema<unknown, Output>,
  source: SchemaSource,
): SchemaResult<Output> {
  return validate(schema, isReadable(source) ? source.toObject() : source)
}

function isReadable(source: SchemaSource): source is { toObject(): object } {
  return "toObject" in source && typeof source.toObject === "function"
}
