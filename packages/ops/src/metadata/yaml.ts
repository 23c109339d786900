import { parseDocument, type Tags } from "yaml"
import { MetadataError } from "./errors.ts"

/** Juju takes dates and clock times (`12:30`) for plain strings. */
const NOT_IN_JUJU = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"])

/**
 * Parses YAML text as Juju does (Go's yaml.v2: YAML 1.1, in which `yes` and `off` are booleans). For tools only: a hook reads
 * charm.json.
 * @throws MetadataError with line and column of the first mistake
 */
export function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { version: "1.1", customTags: jujuTags })
  const [mistake] = [...document.errors, ...document.warnings]
  if (mistake !== undefined) {
    const at = mistake.linePos?.[0]
    const place = at === undefined ? "" : `line ${at.line}, column ${at.col}: `
    const [what = mistake.message] = mistake.message.split(/ at line \d+/)
    throw new MetadataError(file, "", `${place}${what}`)
  }
  try {
    return document.toJS()
  } catch (error) {
    // Aliases of what is not there, or of so much that it would fill the memory.
    throw new MetadataError(file, "", error instanceof Error ? error.message : String(error))
  }
}

function jujuTags(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === "string" || !(NOT_IN_JUJU.has(tag.tag) || isClockTime(tag)))
}

function isClockTime(tag: { readonly format?: string }): boolean {
  return tag.format === "TIME"
}
