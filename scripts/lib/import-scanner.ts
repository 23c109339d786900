/** One `import`, `export … from` or `import(…)` of a file. */
export interface FoundImport {
  readonly specifier: string
  /** From 1. */
  readonly line: number
  /** Nothing of it is left at run time: `import type … from`, `export type … from`. */
  readonly typeOnly: boolean
}

/**
 * The imports of a TypeScript file. A compiler would drop the imports of types, so this reads the text: it walks over
 * comments, strings, templates and regular expressions, and takes the strings that stand after `from`, `import` or `import(`.
 */
export function scanImports(source: string): FoundImport[] {
  const scanner = new Scanner(source)
  scanner.code()
  return scanner.found
}

const BEFORE_SPECIFIER = /(?:\bfrom|\bimport|\bimport\s*\()\s*$/
const STATEMENT_START = /\b(?:import|export)\b/g
const TYPE_STATEMENT = /^(?:import|export)\s+type\b(?!\s+from\b|\s*,)/
// A slash after one of these begins a regular expression; after anything else it divides.
const BEFORE_REGEXP =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw))\s*$/

class Scanner {
  readonly found: FoundImport[] = []
  readonly #source: string
  #at = 0
  /** The code so far, without comments and the content of strings. */
  #code = ""

  constructor(source: string) {
    this.#source = source
  }

  /** Reads code up to the end, or to the brace that closes a `${` of a template. */
  code(): void {
    let depth = 0
    while (this.#at < this.#source.length) {
      const char = this.#source.charAt(this.#at)
      const pair = this.#source.slice(this.#at, this.#at + 2)
      if (pair === "//") this.#skipTo("\n")
      else if (pair === "/*") this.#skipPast("*/")
      else if (char === '"' || char === "'") this.#string(char)
      else if (char === "`") this.#template()
      else if (char === "/" && BEFORE_REGEXP.test(this.#code.slice(-40))) this.#regexp()
      else if (char === "}" && depth === 0) return
      else {
        if (char === "{") depth += 1
        if (char === "}") depth -= 1
        this.#code += char
        this.#at += 1
      }
    }
  }

  #string(quote: string): void {
    const isSpecifier = BEFORE_SPECIFIER.test(this.#code.slice(-40))
    const line = this.#line()
    const start = this.#at + 1
    this.#at = start
    while (this.#at < this.#source.length && this.#source[this.#at] !== quote) {
      this.#at += this.#source[this.#at] === "\\" ? 2 : 1
    }
    const specifier = this.#source.slice(start, this.#at)
    this.#at += 1
    if (isSpecifier) this.found.push({ specifier, line, typeOnly: this.#inTypeStatement() })
    this.#code += '""'
  }

  #inTypeStatement(): boolean {
    const last = [...this.#code.matchAll(STATEMENT_START)].at(-1)
    return last !== undefined && TYPE_STATEMENT.test(this.#code.slice(last.index))
  }

  #template(): void {
    this.#at += 1
    while (this.#at < this.#source.length && this.#source[this.#at] !== "`") {
      if (this.#source.startsWith("${", this.#at)) {
        this.#at += 2
        this.code()
        this.#at += 1
      } else {
        this.#at += this.#source[this.#at] === "\\" ? 2 : 1
      }
    }
    this.#at += 1
    this.#code += '""'
  }

  #regexp(): void {
    let inClass = false
    for (this.#at += 1; this.#at < this.#source.length; this.#at += 1) {
      const char = this.#source[this.#at]
      if (char === "\\") this.#at += 1
      else if (char === "[") inClass = true
      else if (char === "]") inClass = false
      else if (char === "\n" || (char === "/" && !inClass)) break
    }
    this.#at += 1
    this.#code += '""'
  }

  #skipTo(end: string): void {
    const found = this.#source.indexOf(end, this.#at)
    this.#at = found < 0 ? this.#source.length : found
  }

  #skipPast(end: string): void {
    this.#skipTo(end)
    this.#at += end.length
    this.#code += " "
  }

  #line(): number {
    return this.#source.slice(0, this.#at).split("\n").length
  }
}
