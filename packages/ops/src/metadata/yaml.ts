import { parseDocument } from "yaml"
import { MetadataError } from "./errors.ts"

/**
 * Parses YAML text. For tools only: a hook reads charm.json.
 * @throws MetadataError with line and column of the first mistake
 */
export function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true })
  const [mistake] = document.errors
  if (mistake === undefined) return document.toJS()
  const at = mistake.linePos?.[0]
  const place = at === undefined ? "" : `line ${at.line}, column ${at.col}: `
  const [what = mistake.message] = mistake.message.split(/ at line \d+/)
  throw new MetadataError(file, "", `${place}${what}`)
}
