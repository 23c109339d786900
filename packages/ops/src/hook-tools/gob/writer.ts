/** Writes gob's primitives (Go: `encoding/gob` doc.go). */
export class GobWriter {
  readonly #parts: Uint8Array[] = []

  /** One byte up to 127, else the negated count of bytes and the value in as few bytes as it takes, high byte first. */
  uint(value: number): this {
    if (value <= 0x7f) return this.raw(Uint8Array.of(value))
    const bytes: number[] = []
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
    return this.raw(Uint8Array.of(256 - bytes.length, ...bytes))
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
    this.#parts.push(bytes)
    return this
  }

  /** What was written, as one message: its length in front. */
  message(): Uint8Array {
    const body = Buffer.concat(this.#parts)
    return Buffer.concat([new GobWriter().uint(body.length).done(), body])
  }

  done(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}
