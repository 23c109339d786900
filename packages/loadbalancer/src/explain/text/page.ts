import { styleText } from "node:util"

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan"
/** Colours a text, or not. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_style, text) => text
// Whether there is a terminal has been asked before.
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false })

/** Lines with their indentation, wrapped to a width that is pleasant to read. */
export class Page {
  readonly paint: Paint
  readonly #lines: string[] = []
  readonly #width: number

  constructor(paint: Paint, width: number) {
    this.paint = paint
    this.#width = width
  }

  /** One line as it is. */
  line(indent: number, text: string): void {
    this.#lines.push(`${" ".repeat(indent)}${text}`)
  }

  /** Uncoloured words that go on under themselves, after a label that may be coloured. */
  words(indent: number, label: string, text: string, style?: Style): void {
    const column = indent + Math.max(LABEL, label.length + 1)
    const [first = "", ...rest] = wrap(text, Math.max(30, this.#width - column))
    const paint = (part: string) => (style === undefined ? part : this.paint(style, part))
    const start =
      label === "" ? " ".repeat(column - indent) : this.paint("dim", label.padEnd(column - indent))
    this.line(indent, `${start}${paint(first)}`)
    for (const part of rest) this.line(column, paint(part))
  }

  gap(): void {
    if (this.#lines.length > 0) this.#lines.push("")
  }

  toString(): string {
    return this.#lines.length === 0 ? "" : `${this.#lines.map((line) => line.trimEnd()).join("\n")}\n`
  }
}

const LABEL = 9

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
