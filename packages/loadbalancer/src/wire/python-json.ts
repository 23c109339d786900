import { Float } from "./float.ts"

/**
 * A JSON value as Python reads it. Objects are maps, so that no key is special (`__proto__`); of equal keys the last one counts.
 * Integers beyond JavaScript's safe range are bigints; numbers with a fraction or an exponent are {@link Float}.
 */
export type JsonNode = null | boolean | number | bigint | string | Float | JsonNode[] | Map<string, JsonNode>

/** The result of parsing JSON: a value, or the error message. */
export type JsonText =
  | { readonly ok: true; readonly value: JsonNode }
  | { readonly ok: false; readonly message: string }

// Documents of the interface nest at most 3 levels. The limit keeps a peer from exhausting the stack.
export const MAX_DEPTH = 200
// Python's own limit for integers: parsing longer ones takes quadratic time.
export const MAX_DIGITS = 4300

/** Parses JSON as Python's `json.loads` does: `NaN`, `Infinity` and `-Infinity` are numbers. Never throws. */
export function parsePythonJson(text: string): JsonText {
  const parser = new Parser(text)
  try {
    return { ok: true, value: parser.document() }
  } catch (error) {
    if (error instanceof JsonTextError) return { ok: false, message: error.message }
    throw error
  }
}

class JsonTextError extends Error {}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
}

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonNode {
    if (this.#text.startsWith("\ufeff")) throw this.#error("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
    this.#skipSpace()
    const value = this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#error("Extra data", this.#at)
    return value
  }

  #value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw this.#error("Nested too deeply", this.#at)
    if (this.#take("{")) return this.#object(depth)
    if (this.#take("[")) return this.#array(depth)
    if (this.#take('"')) return this.#string()
    if (this.#take("null")) return null
    if (this.#take("true")) return true
    if (this.#take("false")) return false
    if (this.#take("NaN")) return new Float(Number.NaN)
    if (this.#take("Infinity")) return new Float(Number.POSITIVE_INFINITY)
    if (this.#take("-Infinity")) return new Float(Number.NEGATIVE_INFINITY)
    return this.#number()
  }

  #object(depth: number): Map<string, JsonNode> {
    const members = new Map<string, JsonNode>()
    this.#skipSpace()
    if (this.#take("}")) return members
    for (;;) {
      if (!this.#take('"')) throw this.#error("Expecting property name enclosed in double quotes", this.#at)
      const key = this.#string()
      this.#skipSpace()
      if (!this.#take(":")) throw this.#error("Expecting ':' delimiter", this.#at)
      this.#skipSpace()
      members.set(key, this.#value(depth + 1))
      this.#skipSpace()
      if (this.#take("}")) return members
      if (!this.#take(",")) throw this.#error("Expecting ',' delimiter", this.#at)
      this.#skipSpace()
    }
  }

  #array(depth: number): JsonNode[] {
    const items: JsonNode[] = []
    this.#skipSpace()
    if (this.#take("]")) return items
    for (;;) {
      items.push(this.#value(depth + 1))
      this.#skipSpace()
      if (this.#take("]")) return items
      if (!this.#take(",")) throw this.#error("Expecting ',' delimiter", this.#at)
      this.#skipSpace()
    }
  }

  /** Starts after the opening quote. */
  #string(): string {
    const start = this.#at - 1
    let result = ""
    for (;;) {
      result += this.#match(/[ !#-[\]-\uffff]*/y) ?? ""
      if (this.#take('"')) return result
      if (this.#at >= this.#text.length) throw this.#error("Unterminated string starting at", start)
      if (!this.#take("\\")) throw this.#error("Invalid control character at", this.#at)
      result += this.#escape(start)
    }
  }

  #escape(start: number): string {
    const letter = this.#text[this.#at]
    if (letter === undefined) throw this.#error("Unterminated string starting at", start)
    const simple = Object.hasOwn(SIMPLE_ESCAPES, letter) ? SIMPLE_ESCAPES[letter] : undefined
    if (simple !== undefined) {
      this.#at += 1
      return simple
    }
    // Python requires a character after the digits: at the end of the text it reports a bad escape, not an unterminated string.
    const hex = this.#match(/u[0-9A-Fa-f]{4}(?=[\s\S])/y)
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex.slice(1), 16))
    if (letter === "u") throw this.#error("Invalid \\uXXXX escape", this.#at)
    throw this.#error("Invalid \\escape", this.#at - 1)
  }

  #number(): JsonNode {
    const start = this.#at
    const integer = this.#match(/-?(?:0|[1-9][0-9]*)/y)
    if (integer === undefined) throw this.#error("Expecting value", start)
    const rest = this.#match(/(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y) ?? ""
    if (rest !== "") return new Float(Number(integer + rest))
    if (integer.length > MAX_DIGITS) throw this.#error("Number has too many digits", start)
    const value = Number(integer)
    // JSON's -0 is the integer 0 in Python.
    return Number.isSafeInteger(value) ? value + 0 : BigInt(integer)
  }

  #skipSpace(): void {
    this.#match(/[ \t\n\r]*/y)
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  #match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** Same wording and positions (in code points) as Python's decoder. */
  #error(message: string, position: number): JsonTextError {
    const before = this.#text.slice(0, position)
    const line = before.split("\n").length
    const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1
    return new JsonTextError(`${message}: line ${line} column ${column} (char ${[...before].length})`)
  }
}
