import { StringDecoder } from "node:string_decoder"

const MAX_LINE = 8 * 1024
const MAX_LINES = 2000

/**
 * Splits a stream of bytes into lines for the log, with size limits: a charm may print megabytes, or never a
 * newline.
 */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  readonly #maxBytes: number
  readonly #decoder = new StringDecoder("utf8")
  readonly #chunks: Buffer[] = []
  #bufferedBytes = 0
  #rest = ""
  #lines = 0
  #droppedLines = 0

  constructor(onLine: (line: string) => void, keepBytes: number) {
    this.#onLine = onLine
    this.#maxBytes = keepBytes
  }

  push(bytes: Buffer): void {
    if (this.#bufferedBytes < this.#maxBytes) {
      const piece = bytes.subarray(0, this.#maxBytes - this.#bufferedBytes)
      this.#chunks.push(piece)
      this.#bufferedBytes += piece.length
    }
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n")
    this.#rest = lines.pop() ?? ""
    for (const line of lines) this.#line(line)
    while (this.#rest.length > MAX_LINE) {
      this.#line(this.#rest.slice(0, MAX_LINE))
      this.#rest = this.#rest.slice(MAX_LINE)
    }
  }

  end(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ""
    if (rest !== "") this.#line(rest)
    if (this.#droppedLines > 0) this.#onLine(`(${this.#droppedLines} more lines not logged)`)
    this.#droppedLines = 0
  }

  get buffered(): string {
    return Buffer.concat(this.#chunks).toString("utf8")
  }

  #line(line: string): void {
    this.#lines += 1
    if (this.#lines > MAX_LINES) this.#droppedLines += 1
    else this.#onLine(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line)
  }
}
