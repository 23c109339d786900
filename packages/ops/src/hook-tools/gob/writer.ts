/** Bytes reserved in front of a message for its length. */
const HEAD = 9

/** Writes gob's primitive values (Go: `encoding/gob` doc.go) into one buffer: in a hook this code runs unoptimized, so it avoids copies. */
export class GobWriter {
  #buffer = new Uint8Array(256)
  #at = HEAD

  /** Writes one byte up to 127, else the negated byte count and then the value, high byte first, in as few bytes as possible. */
  uint(value: number): this {
    if (value <= 0x7f && this.#at < this.#buffer.length) {
      this.#buffer[this.#at++] = value
      return this
    }
    const size = sizeOf(value)
    this.#reserve(size)
    writeUint(this.#buffer, this.#at, value, size)
    this.#at += size
    return this
  }

  /** Writes a signed number; the lowest bit holds the sign. */
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
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#at)
    this.#at += bytes.length
    return this
  }

  /** Returns the written bytes as one message, with its length in front. Nothing may be written afterwards. */
  message(): Uint8Array {
    const length = this.#at - HEAD
    const size = sizeOf(length)
    writeUint(this.#buffer, HEAD - size, length, size)
    return this.#buffer.subarray(HEAD - size, this.#at)
  }

  /** Returns the written bytes. Nothing may be written afterwards. */
  done(): Uint8Array {
    return this.#buffer.subarray(HEAD, this.#at)
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#buffer.length) return
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#at + size))
    larger.set(this.#buffer.subarray(0, this.#at))
    this.#buffer = larger
  }
}

function sizeOf(value: number): number {
  if (value <= 0x7f) return 1
  let size = 1
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) size += 1
  return size
}

function writeUint(buffer: Uint8Array, at: number, value: number, size: number): void {
  if (size === 1) {
    buffer[at] = value
    return
  }
  buffer[at] = 257 - size
  let rest = value
  for (let i = at + size - 1; i > at; i -= 1) {
    buffer[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
}
