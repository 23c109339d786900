import {
  type Document,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
} from "yaml"
import { MetadataError } from "./errors.ts"

/** Juju reads dates and times (`12:30`) as strings. */
const NOT_IN_JUJU = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"])

/** Options of `parseYaml`. */
export interface YamlOptions {
  /** Refuses keys that are booleans (`on:`, `yes:`, `y:`): as names, Juju refuses them or takes their text, and charmcraft writes `true`. */
  readonly textKeys?: boolean
  /** Keys at the top of the document; `textKeys` has no effect below them. */
  readonly exceptBelow?: readonly string[]
  /** Of keys that occur twice, the last one holds, as in Juju. Else they are refused: an author's mistake. */
  readonly lastKeyHolds?: boolean
}

/**
 * Parses YAML text as Juju does (Go's yaml.v2: YAML 1.1, in which `yes` and `off` are booleans). For tools only: hooks read
 * charm.json.
 * @throws MetadataError with line and column of the first fault
 */
export function parseYaml(text: string, file: string, options: YamlOptions = {}): unknown {
  const lines = new LineCounter()
  const document = parseIndented(text, lines)
  const [mistake] = [...document.errors, ...document.warnings.filter((warning) => !isFlowIndent(warning))]
  if (mistake !== undefined) {
    const at = mistake.linePos?.[0]
    const place = at === undefined ? "" : `line ${at.line}, column ${at.col}: `
    const [what = mistake.message] = mistake.message.split(/ at line \d+/)
    throw new MetadataError(file, "", `${place}${what}`)
  }
  const wrong = wrongKey(document, options)
  if (wrong !== undefined) {
    const { line, col } = lines.linePos(wrong.at)
    throw new MetadataError(file, "", `line ${line}, column ${col}: ${wrong.reason}`)
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

interface WrongKey {
  /** The offset in the text. */
  readonly at: number
  readonly reason: string
}

/** Returns the first map key that is a duplicate, or a boolean. The parser's own check for duplicates compares every pair of keys. */
function wrongKey(
  document: Document,
  { textKeys = false, exceptBelow = [], lastKeyHolds = false }: YamlOptions,
): WrongKey | undefined {
  let wrong: WrongKey | undefined
  visit(document, {
    Map(_, { items }, [, , top]) {
      const isName = !(isPair(top) && exceptBelow.includes(String(top.key)))
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key
        const at = isScalar(key) ? key.range?.[0] : undefined
        const reason =
          !lastKeyHolds && seen.has(value)
            ? "Map keys must be unique"
            : textKeys && isName && typeof value === "boolean" && isScalar(key)
              ? `the key ${key.source} is a boolean in YAML 1.1, not a name: write "${key.source}":`
              : undefined
        if (at !== undefined && reason !== undefined) wrong ??= { at, reason }
        seen.add(value)
      }
      return wrong === undefined ? undefined : visit.BREAK
    },
  })
  return wrong
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
