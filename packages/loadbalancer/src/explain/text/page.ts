import { styleText } from "node:util"
import { safeText } from "./printable.ts"

export type Style = "bold" | "dim" | "red" | "yellow" | "green"
type Styled = readonly [text: string, style?: Style]

export interface TextOptions {
  readonly colours: boolean
  readonly width: number
  /** Takes out of a text what nobody may see. */
  readonly clean: (text: string) => string
}

const LABEL = 9

/** Lines of a label and words, wrapped to a width that is pleasant to read. Texts of peers are made harmless. */
export class Page {
  readonly #options: TextOptions
  #text = ""

  constructor(options: TextOptions) {
    this.#options = options
  }

  /** Only the words are wrapped: they go on under themselves. */
  line(indent: number, [label, labelStyle]: Styled, [words, style]: Styled = [""]): void {
    const start = safeText(this.#options.clean(label))
    const margin = Math.max(LABEL, start.length + 1)
    const width = Math.max(30, this.#options.width - indent - margin)
    const parts = wrap(safeText(this.#options.clean(words)), width).map((part) => this.#paint(part, style))
    const padding = " ".repeat(margin - start.length)
    const block = `${this.#paint(start, labelStyle)}${padding}${parts.join(`\n${" ".repeat(indent + margin)}`)}`
    this.#text += `${" ".repeat(indent)}${block.trimEnd()}\n`
  }

  words(indent: number, label: string, words: string): void {
    this.line(indent, [label, "dim"], [words])
  }

  gap(): void {
    if (this.#text !== "") this.#text += "\n"
  }

  toString(): string {
    return this.#text
  }

  #paint(text: string, style: Style | undefined): string {
    // Whether there is a terminal has been asked before.
    const isPlain = !this.#options.colours || style === undefined
    return isPlain ? text : styleText(style, text, { validateStream: false })
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
