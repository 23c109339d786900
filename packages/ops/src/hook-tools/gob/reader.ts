import { GobError } from "./error.ts"

/** Reads gob's primitive values from one message. Lengths are checked against the bytes that are left before anything is allocated. */
export class GobReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    // A plain Uint8Array even for a Buffer, because slices of a Buffer share its memory.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  uint(): number {
    const value = this.wideUint()
    // Types, lengths, sequence numbers and exit codes are all far below this.
    if (!Number.isSafeInteger(value)) this.fail("a number too large to be meant")
    return value
  }

  int(): number {
    return signed(this.uint())
  }

  /** Reads any number, exact up to 2^53; it may belong to a field that is not used. */
  wideUint(): number {
    const first = this.#byte()
    if (first <= 0x7f) return first
    const count = 256 - first
    if (count > 8) this.fail(`a number of ${count} bytes`)
    let value = 0
    for (let i = 0; i < count; i++) value = value * 256 + this.#byte()
    return value
  }

  wideInt(): number {
    return signed(this.wideUint())
  }

  bool(): boolean {
    return this.uint() !== 0
  }

  bytes(): Uint8Array {
    return this.#take().slice()
  }

  text(): string {
    return textOf(this.#take())
  }

  /** Reads a count of elements. Each takes at least one byte, so the count cannot exceed the bytes left. */
  count(): number {
    const count = this.uint()
    if (count > this.#bytes.length - this.#at)
      this.fail(`${count} elements announced, ${this.#bytes.length - this.#at} bytes left`)
    return count
  }

  fail(what: string): never {
    throw new GobError(`bad gob message: ${what}, at byte ${this.#at} of ${this.#bytes.length}`)
  }

  /** Reads a byte slice with its length; the result shares the message's memory. */
  #take(): Uint8Array {
    const length = this.uint()
    if (length > this.#bytes.length - this.#at)
      this.fail(`${length} bytes announced, ${this.#bytes.length - this.#at} left`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return this.fail("it ends too early")
    this.#at += 1
    return byte
  }
}

/** Decodes UTF-8; invalid bytes become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")
}

/** The lowest bit holds the sign. */
function signed(value: number): number {
  return value % 2 === 1 ? -(value - 1) / 2 - 1 : value / 2
}
