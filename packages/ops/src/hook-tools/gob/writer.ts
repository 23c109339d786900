/** Writes gob's primitives (Go: `encoding/gob` doc.go). */
export class GobWriter {
  /** Most values are a few bytes: an array of numbers costs less than a buffer for each. */
  readonly #bytes: number[] = []
  readonly #parts: Uint8Array[] = []

  /** One byte up to 127, else the negated count of bytes and the value in as few bytes as it takes, high byte first. */
  uint(value: number): this {
    if (value <= 0x7f) {
      this.#bytes.push(value)
      return this
    }
    const bytes: number[] = []
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
    this.#bytes.push(256 - bytes.length, ...bytes)
    return this
  }

  /** The sign goes into the lowest bit. */
  int(value: number): this {
    return this.uint(value < 0 ? (-value - 1) * 2 + 1 : value * 2)
  }

  bytes(value: Uint8Array): this {
    return this.uint(value.length).raw(value)
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, "utf8"))
  }

  raw(bytes: Uint8Array): this {
    this.#flush()
    this.#parts.push(bytes)
    return this
  }

  /** What was written, as one message: its length in front. */
  message(): Uint8Array {
    this.#flush()
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0)
    return Buffer.concat([new GobWriter().uint(length).done(), ...this.#parts])
  }

  done(): Uint8Array {
    this.#flush()
    return Buffer.concat(this.#parts)
  }

  #flush(): void {
    if (this.#bytes.length === 0) return
    this.#parts.push(Uint8Array.from(this.#bytes))
    this.#bytes.length = 0
  }
}
