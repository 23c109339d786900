import { DOCUMENTS, EXTENSIONS } from "../../describe/documents.ts"
import { type JsonNode, parsePythonJson } from "../../wire.ts"

export type DocumentKind = (typeof DOCUMENTS)[number]["name"] | typeof EXTENSIONS.name
export const DOCUMENT_KINDS: readonly DocumentKind[] = [...DOCUMENTS, EXTENSIONS].map(({ name }) => name)

/** What the user has given, or how, cannot be explained. The message says what to give instead. */
export class InputError extends Error {
  override readonly name = "InputError"
  readonly code = "input"
}

/** Parses YAML into plain objects, lists and scalars; throws what the parser throws. */
export type ParseYaml = (text: string) => unknown

export interface Input {
  readonly node: JsonNode
  /** A document is judged by its own text. */
  readonly text: string
  /** What document the user says it is. */
  readonly as?: DocumentKind | undefined
}

/**
 * Reads what a person has pasted or piped: JSON, or YAML if a parser for it is installed. It may be indented as a whole.
 * @param as if the user has said what document it is; it may be broken then
 * @param loadYaml gives undefined if there is no parser
 * @throws InputError
 */
export async function readInput(
  given: string,
  as: DocumentKind | undefined,
  loadYaml: () => Promise<ParseYaml | undefined>,
): Promise<Input> {
  // The first line keeps its indentation: in YAML it has to be that of the others.
  const lines = given.replace(/^\ufeff/, "").replace(/^(?:[^\S\n]*\n)+/, "")
  const text = lines.trim()
  if (text === "") throw new InputError("there is nothing to read; give a file, or pipe something in")
  if (as !== undefined) return { node: text, text, as }
  const json = parsePythonJson(text)
  // In quotes, as a databag's value is copied out of JSON.
  if (json.ok && typeof json.value === "string") return readInput(json.value, as, loadYaml)
  if (json.ok) return { node: json.value, text }
  if (/^[{["]/.test(text)) {
    throw new InputError(
      `this begins like JSON and is none: ${json.message}. If it is one value of a databag, say which: ` +
        `--as ${DOCUMENT_KINDS.join(", ")}`,
    )
  }
  const parse = await loadYaml()
  if (parse === undefined) {
    throw new InputError(
      "this is no JSON, and to read YAML the package `yaml` has to be installed, too; " +
        "`juju show-unit --format json` needs nothing",
    )
  }
  return { node: fromYaml(lines, parse), text }
}

function fromYaml(text: string, parse: ParseYaml): JsonNode {
  try {
    const read = parsePythonJson(JSON.stringify(parse(text) ?? null))
    if (read.ok) return read.value
    throw new Error(read.message)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n")
    throw new InputError(`this is neither JSON nor YAML: ${reason}`)
  }
}
