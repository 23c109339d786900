import { type MessageHeader, readHeader } from "./agent-messages.ts"
import { GobDecoder, type GobRecord } from "./decoder.ts"
import { GobError } from "./error.ts"
import { MessageSplitter } from "./messages.ts"

/** Reads pairs of header and body in one direction of a connection (Go: `net/rpc`). */
export class PairReader {
  readonly #splitter: MessageSplitter
  readonly #decoder = new GobDecoder()
  #header: MessageHeader | undefined
  /** The first fault. After it, neither message boundaries nor types are known. */
  #broken: GobError | undefined

  constructor(maxMessage: number | undefined) {
    this.#splitter = new MessageSplitter(maxMessage)
  }

  push(bytes: Uint8Array): { header: MessageHeader; body: GobRecord }[] {
    if (this.#broken !== undefined) throw this.#broken
    try {
      return this.#read(bytes)
    } catch (error) {
      if (error instanceof GobError) this.#broken = error
      throw error
    }
  }

  #read(bytes: Uint8Array): { header: MessageHeader; body: GobRecord }[] {
    const pairs: { header: MessageHeader; body: GobRecord }[] = []
    for (const message of this.#splitter.push(bytes)) {
      const value = this.#decoder.read(message)
      if (value === undefined) continue
      if (this.#header === undefined) this.#header = readHeader(value)
      else {
        pairs.push({ header: this.#header, body: value })
        this.#header = undefined
      }
    }
    return pairs
  }
}

/** Sends each type definition of a connection once, before the first value that uses it. */
export class Definitions {
  readonly #sent = new Set<() => Uint8Array>()

  before(definitions: readonly (() => Uint8Array)[], value: Uint8Array): Uint8Array[] {
    const fresh = definitions.filter((definition) => !this.#sent.has(definition))
    for (const definition of fresh) this.#sent.add(definition)
    return [...fresh.map((definition) => definition()), value]
  }
}
