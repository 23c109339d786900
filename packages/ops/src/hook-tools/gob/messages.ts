import { GobError } from "./error.ts"

/** Larger than any message of a hook tool. Limits how many bytes a false length can make us wait for. */
const MAX_MESSAGE = 64 * 1024 * 1024

/** Splits an incoming byte stream into gob messages, however it is chunked. */
export class MessageSplitter {
  readonly #maxMessage: number
  #chunks: Uint8Array[] = []
  #buffered = 0
  #needed = 1

  constructor(maxMessage = MAX_MESSAGE) {
    this.#maxMessage = maxMessage
  }

  push(bytes: Uint8Array): Uint8Array[] {
    this.#chunks.push(bytes)
    this.#buffered += bytes.length
    // Join only when a whole message may have arrived, so that a large one is not copied for every chunk.
    if (this.#buffered < this.#needed) return []
    const messages: Uint8Array[] = []
    let rest: Uint8Array = this.#chunks.length === 1 ? bytes : Buffer.concat(this.#chunks)
    for (;;) {
      const head = readLength(rest)
      if (head !== undefined && head.length > this.#maxMessage) {
        throw new GobError(`a gob message of ${head.length} bytes is over the limit of ${this.#maxMessage}`)
      }
      this.#needed = head === undefined ? rest.length + 1 : head.size + head.length
      if (head === undefined || rest.length < this.#needed) break
      messages.push(rest.subarray(head.size, this.#needed))
      rest = rest.subarray(this.#needed)
    }
    this.#chunks = rest.length === 0 ? [] : [rest]
    this.#buffered = rest.length
    return messages
  }
}

/** Reads a message's length prefix, and the prefix's own size; undefined while it is incomplete. */
function readLength(bytes: Uint8Array): { readonly length: number; readonly size: number } | undefined {
  const first = bytes[0]
  if (first === undefined) return undefined
  if (first <= 0x7f) return { length: first, size: 1 }
  const count = 256 - first
  if (count > 8) throw new GobError(`bad gob stream: a length of ${count} bytes`)
  if (bytes.length < count + 1) return undefined
  let length = 0
  for (let i = 1; i <= count; i++) length = length * 256 + (bytes[i] ?? 0)
  return { length, size: count + 1 }
}
