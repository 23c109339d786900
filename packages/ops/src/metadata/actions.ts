import { Field, isMapping, kindOf } from "./checks.ts"

/** One action of actions.yaml; parameters are JSON schema. */
export interface ActionSpec {
  readonly title?: string
  readonly description?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly required: readonly string[]
  /** Absent if the charm does not set it: then it is true before Juju 4, and false since. */
  readonly additionalProperties?: boolean
}

const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/**
 * Checks the content of actions.yaml: a mapping of action names.
 * @throws MetadataError for the first fault
 */
export function parseActions(value: unknown, file: string): Record<string, ActionSpec> {
  return Object.fromEntries(
    new Field(file, "", value).entries().map(([name, field]) => [name, parseAction(name, field)]),
  )
}

function parseAction(name: string, field: Field): ActionSpec {
  if (!NAME.test(name))
    field.fail(`"${name}" cannot name an action: use lower-case letters, digits and dashes`)
  if (name === "juju" || name.startsWith("juju-"))
    field.fail(`"${name}" is reserved for Juju: choose another name`)
  if (!field.absent && !isMapping(field.value)) field.fail(`must be a mapping, not ${kindOf(field.value)}`)
  const group = field.at("execution-group")
  if (!group.absent) group.text()
  field.at("parallel").bool(false)
  const title = field.at("title").optionalText()
  const description = field.at("description").optionalText()
  const additional = field.at("additionalProperties")
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    params: parseParams(field.at("params")),
    required: field.at("required").texts(),
    ...(additional.absent ? {} : { additionalProperties: additional.bool(true) }),
  }
}

function parseParams(field: Field): Record<string, unknown> {
  if (field.value === null) field.fail("must be a mapping, not nothing: leave it out")
  for (const [, param] of field.entries()) {
    if (!isMapping(param.value)) {
      param.fail(`must be a mapping like { type: string, description: … }, not ${kindOf(param.value)}`)
    }
  }
  checkSchema(field)
  return field.mapping()
}

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"]

/** Refuses what Juju's validator refuses in the schema of a parameter, at any depth. */
function checkSchema(params: Field): void {
  for (const [name, field] of isMapping(params.value) ? params.entries() : []) {
    if (name === "$ref" || name === "$schema")
      field.fail(`"${name}" is not supported by Juju: write the schema itself`)
    const type = field.at("type")
    const types = Array.isArray(type.value) ? type.value : [type.value]
    for (const each of type.absent || isMapping(type.value) ? [] : types)
      if (!TYPES.includes(String(each)))
        type.fail(`${JSON.stringify(each)} is not one of ${TYPES.join(", ")}`)
    checkSchema(field)
  }
}
