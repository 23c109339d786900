import { Field, isMapping, kindOf } from "./checks.ts"

/** Juju's types of options. */
export type ConfigType = "string" | "int" | "float" | "boolean" | "secret"

/** One option of config.yaml. */
export interface ConfigOption {
  readonly type: ConfigType
  readonly default?: string | number | boolean
  readonly description?: string
}

const TYPES: readonly ConfigType[] = ["string", "int", "float", "boolean", "secret"]

/** The texts that Juju accepts as booleans (Go: `strconv.ParseBool`). */
const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((word): [string, boolean] => [word, true]),
  ...["0", "f", "F", "false", "FALSE", "False"].map((word): [string, boolean] => [word, false]),
])

/** Juju reads the text of an integer as one, with Go's prefixes (Go: `strconv.ParseInt` with base 0). */
const INTEGER_TEXT = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/

function integerOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1
  const digits = text.replace(/^[+-]/, "")
  return sign * Number(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits)
}

/**
 * Checks the content of config.yaml: `{ options: { NAME: { type, default, description } } }`.
 * @throws MetadataError for the first fault
 */
export function parseConfig(value: unknown, file: string): Record<string, ConfigOption> {
  const root = new Field(file, "", value)
  if (root.absent) return {}
  if (!isMapping(value) || !("options" in value))
    root.fail('must hold the key "options" (leave the file out if there are none)')
  return Object.fromEntries(
    root
      .at("options")
      .entries()
      .map(([name, field]) => [name, parseOption(field)]),
  )
}

function parseOption(field: Field): ConfigOption {
  if (!isMapping(field.value)) field.fail(`must be a mapping with a type, not ${kindOf(field.value)}`)
  // Juju treats an option without a type as a string (juju/charm `config.go`).
  const type = field.at("type")
  const checked = type.absent ? "string" : type.oneOf(TYPES)
  const fallback = parseDefault(field.at("default"), checked)
  const description = field.at("description").optionalText()
  return {
    type: checked,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(description === undefined ? {} : { description }),
  }
}

function parseDefault(field: Field, type: ConfigType): string | number | boolean | undefined {
  if (field.absent) return undefined
  const { value } = field
  if (typeof value === "string" && type === "string") return value
  if (type === "secret" && typeof value === "string") {
    // Juju takes an empty default.
    if (value !== "" && !/^secret:/.test(value)) field.fail(`must be a secret's URI, not ${kindOf(value)}`)
    return value
  }
  if (type === "int" && typeof value === "string" && INTEGER_TEXT.test(value)) return integerOf(value)
  if (type === "boolean") {
    const flag = typeof value === "string" ? BOOLEAN_WORDS.get(value) : value
    if (typeof flag === "boolean") return flag
  }
  if (typeof value === "number" && type === "float") return value
  if (typeof value === "number" && type === "int" && Number.isInteger(value)) {
    if (Math.abs(value) >= 2 ** 63) field.fail(`must be of type int: ${value} has more than 64 bits`)
    return value
  }
  return field.fail(`must be of type ${type}, not ${kindOf(value)}`)
}
