import { type Document, isScalar, LineCounter, parseDocument, type ScalarTag, type Tags, visit } from "yaml"
import { MetadataError } from "./errors.ts"

/** Juju reads dates and times (`12:30`) as strings. */
const NOT_IN_JUJU = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"])

/**
 * Parses YAML text as Juju does (Go's yaml.v2: YAML 1.1, in which `yes` and `off` are booleans). For tools only: hooks read
 * charm.json.
 * @throws MetadataError with line and column of the first fault
 */
export function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter()
  const document = parseIndented(text, lines)
  const [mistake] = [...document.errors, ...document.warnings.filter((warning) => !isFlowIndent(warning))]
  if (mistake !== undefined) {
    const at = mistake.linePos?.[0]
    const place = at === undefined ? "" : `line ${at.line}, column ${at.col}: `
    const [what = mistake.message] = mistake.message.split(/ at line \d+/)
    throw new MetadataError(file, "", `${place}${what}`)
  }
  const twice = repeatedKey(document)
  if (twice !== undefined) {
    const { line, col } = lines.linePos(twice)
    throw new MetadataError(file, "", `line ${line}, column ${col}: Map keys must be unique`)
  }
  try {
    return document.toJS()
  } catch (error) {
    // An alias without an anchor, or aliases that would expand to too much data.
    throw new MetadataError(file, "", error instanceof Error ? error.message : String(error))
  }
}

/** Maximum of indented lines in one document. Each costs a parse, and no charm's file has that many. */
const MAX_INDENTED_LINES = 500

/**
 * Parses flow collections as Juju (libyaml) does: they may continue at any column, even at that of their key. The parser requires more
 * indentation, so each line at which it stops is indented. Line numbers in messages stay the same.
 */
function parseIndented(text: string, lineCounter: LineCounter) {
  const lines = text.split("\n")
  const deepest = lines.reduce((most, line) => Math.max(most, line.search(/\S|$/)), 0)
  const indent = " ".repeat(deepest + 1)
  for (let tries = 0; ; tries++) {
    lineCounter.lineStarts.length = 0
    const options = { version: "1.1", customTags: jujuTags, uniqueKeys: false, lineCounter } as const
    const document = parseDocument(lines.join("\n"), options)
    const at = document.errors.find(isFlowIndent)?.linePos?.[0].line
    const line = at === undefined ? undefined : lines[at - 1]
    const isDone = !line?.trim() || line.startsWith(indent) || tries === MAX_INDENTED_LINES
    if (at === undefined || isDone) return document
    lines[at - 1] = `${indent}${line}`
  }
}

/** Returns the offset of the first duplicate key of a map. The parser's own check compares every pair of keys. */
function repeatedKey(document: Document): number | undefined {
  let at: number | undefined
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key
        if (seen.has(value) && isScalar(key)) at ??= key.range?.[0]
        seen.add(value)
      }
      return at === undefined ? undefined : visit.BREAK
    },
  })
  return at
}

function isFlowIndent({ code, message }: { readonly code: string; readonly message: string }): boolean {
  return code === "BAD_INDENT" && message.startsWith("Flow ")
}

function jujuTags(tags: Tags): Tags {
  const known = tags.filter(
    (tag) => typeof tag === "string" || !(NOT_IN_JUJU.has(tag.tag) || isClockTime(tag)),
  )
  return known.map((tag) =>
    typeof tag !== "string" && isNumber(tag) ? { ...tag, test: withDigit(tag) } : tag,
  )
}

/**
 * Requires a digit: the parser reads `e1` and `.` as numbers, whereas Juju reads strings (also as names of options and endpoints). An octal
 * number with an 8 or 9 is a string, too.
 */
function withDigit({ test }: { readonly test: RegExp }): RegExp {
  return new RegExp(`^(?=[-+.]*[0-9])(?![-+]?0[0-9_]*[89][0-9_]*$)${test.source}`)
}

function isNumber(tag: Exclude<Tags[number], string>): tag is ScalarTag & { test: RegExp } {
  if (!("test" in tag) || tag.test === undefined) return false
  const isDecimal = tag.tag === "tag:yaml.org,2002:int" && tag.format === undefined
  return isDecimal || (tag.tag === "tag:yaml.org,2002:float" && !tag.test.test(".inf"))
}

function isClockTime(tag: { readonly format?: string }): boolean {
  return tag.format === "TIME"
}
