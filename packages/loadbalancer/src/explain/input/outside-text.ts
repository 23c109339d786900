import { Float, type JsonNode, parsePythonJson } from "../../wire.ts"
import { InputError } from "./input-error.ts"

/** Parses YAML into maps, lists and scalars; throws what the parser throws. */
export type ParseYaml = (text: string) => unknown

/**
 * Reads what a person has pasted or piped: JSON, or YAML if a parser for it is installed.
 * @param loadYaml gives undefined if there is none
 * @throws InputError
 */
export async function readOutsideText(
  text: string,
  loadYaml: () => Promise<ParseYaml | undefined>,
): Promise<JsonNode> {
  const bare = text.replace(/^\ufeff/, "").trim()
  if (bare === "") throw new InputError("there is nothing to read; give a file, or pipe something in")
  const json = parsePythonJson(bare)
  if (json.ok) return json.value
  if (/^[{["]/.test(bare)) {
    throw new InputError(
      `this begins like JSON and is none: ${json.message}. If it is one value of a databag, say which: --as request, ` +
        "response, handled, health-check, capabilities, details, drain, secrets or extensions",
    )
  }
  const parse = await loadYaml()
  if (parse === undefined) {
    throw new InputError(
      "this is no JSON, and to read YAML the package `yaml` has to be installed beside this one; " +
        "`juju show-unit --format json` needs nothing",
    )
  }
  return fromYaml(bare, parse)
}

function fromYaml(text: string, parse: ParseYaml): JsonNode {
  try {
    return node(parse(text), 0)
  } catch (error) {
    if (error instanceof InputError) throw error
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n")
    throw new InputError(`this is neither JSON nor YAML: ${reason}`)
  }
}

const MAX_DEPTH = 50

function node(value: unknown, depth: number): JsonNode {
  if (depth > MAX_DEPTH) throw new InputError("this is nested too deeply to be the output of juju")
  if (value === null || value === undefined) return null
  if (typeof value === "boolean" || typeof value === "string" || typeof value === "bigint") return value
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : new Float(value)
  if (Array.isArray(value)) return value.map((item) => node(item, depth + 1))
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [String(key), node(item, depth + 1)]))
  }
  return String(value)
}
