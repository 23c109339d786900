import { type JsonNode, parsePythonJson } from "../../wire.ts"

/** The input cannot be explained. The message says what to give instead. */
export class InputError extends Error {
  override readonly name = "InputError"
  readonly code = "input"
}

/** Parses YAML into plain objects, lists and scalars; throws what the parser throws. */
export type ParseYaml = (text: string) => unknown

/**
 * Reads what a person has pasted or piped: JSON, or YAML if a parser for it is installed. It may be indented as a whole.
 * @param loadYaml gives undefined if there is no parser
 * @throws InputError
 */
export async function readInput(
  text: string,
  loadYaml: () => Promise<ParseYaml | undefined>,
): Promise<JsonNode> {
  // The first line keeps its indentation: in YAML it has to be that of the others.
  const lines = text.replace(/^\ufeff/, "").replace(/^(?:[^\S\n]*\n)+/, "")
  const trimmed = lines.trim()
  if (trimmed === "") throw new InputError("there is nothing to read; give a file, or pipe something in")
  const json = parsePythonJson(trimmed)
  if (json.ok) return json.value
  if (/^[{["]/.test(trimmed)) {
    throw new InputError(
      `this begins like JSON and is none: ${json.message}. If it is one value of a databag, say which: --as request, ` +
        "response, handled, health-check, capabilities, details, drain, secrets or extensions",
    )
  }
  const parse = await loadYaml()
  if (parse === undefined) {
    throw new InputError(
      "this is no JSON, and to read YAML the package `yaml` has to be installed, too; " +
        "`juju show-unit --format json` needs nothing",
    )
  }
  return fromYaml(lines, parse)
}

function fromYaml(text: string, parse: ParseYaml): JsonNode {
  const no = (reason: string) => new InputError(`this is neither JSON nor YAML: ${reason}`)
  let json: string
  try {
    json = JSON.stringify(parse(text) ?? null)
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n")
    throw no(reason)
  }
  const read = parsePythonJson(json)
  if (!read.ok) throw no(read.message)
  return read.value
}
