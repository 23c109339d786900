import { styleText } from "node:util"
import { safeText } from "./printable.ts"

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan"
/** A label, and words that go on under themselves. */
export type Line = readonly [label: string, words: string]

export interface TextOptions {
  readonly colours: boolean
  readonly width: number
  /** Takes out of a text what nobody may see. */
  readonly clean: (text: string) => string
}

const LABEL = 9

/** Lines with their indentation, wrapped to a width that is pleasant to read. Texts of peers are made harmless. */
export class Page {
  readonly #options: TextOptions
  readonly #lines: string[] = []

  constructor(options: TextOptions) {
    this.#options = options
  }

  /** One line that is not wrapped, in parts of different styles. */
  line(indent: number, ...parts: readonly (readonly [text: string, style?: Style | undefined])[]): void {
    this.#lines.push(`${" ".repeat(indent)}${parts.map((part) => this.#paint(part[0], part[1])).join("")}`)
  }

  words(indent: number, [label, text]: Line, style?: Style): void {
    const width = Math.max(LABEL, label.length + 1)
    const [first = "", ...rest] = wrap(this.#safe(text), Math.max(30, this.#options.width - indent - width))
    this.line(indent, [label.padEnd(width), "dim"], [first, style])
    for (const part of rest) this.line(indent + width, [part, style])
  }

  gap(): void {
    if (this.#lines.length > 0) this.#lines.push("")
  }

  toString(): string {
    return this.#lines.map((line) => `${line.trimEnd()}\n`).join("")
  }

  #paint(text: string, style: Style | undefined): string {
    const safe = this.#safe(text)
    // Whether there is a terminal has been asked before.
    return this.#options.colours && style !== undefined
      ? styleText(style, safe, { validateStream: false })
      : safe
  }

  #safe(text: string): string {
    return safeText(this.#options.clean(text))
  }
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}
