import type { ServerResponse } from "node:http"

/** A browser opens at most six connections to a server, so more readers are not people. */
const MAX_READERS = 50

const BEAT_MS = 15_000

/**
 * Connected browsers (server-sent events). Each receives the newest message of each kind, however slowly it
 * reads.
 */
export class Streams {
  /** The newest message of each kind, encoded. */
  readonly #newest = new Map<string, string>()
  readonly #readers = new Set<Reader>()
  readonly #beat = setInterval(() => {
    for (const reader of this.#readers) reader.beat()
  }, BEAT_MS).unref()

  /** Returns false if too many browsers are connected. */
  add(response: ServerResponse): boolean {
    if (this.#readers.size >= MAX_READERS) return false
    const reader = new Reader(response)
    this.#readers.add(reader)
    response.on("close", () => this.#readers.delete(reader))
    for (const [kind, message] of this.#newest) reader.send(kind, message)
    return true
  }

  /** Sends a message to all browsers. `line` must be a single line. */
  send(kind: string, line: string): void {
    const message = `event: ${kind}\ndata: ${line}\n\n`
    this.#newest.set(kind, message)
    for (const reader of this.#readers) reader.send(kind, message)
  }

  end(): void {
    clearInterval(this.#beat)
    for (const reader of this.#readers) reader.end()
  }
}

class Reader {
  readonly #response: ServerResponse
  readonly #waiting = new Map<string, string>()
  #full = false

  constructor(response: ServerResponse) {
    this.#response = response
    response.on("drain", () => {
      this.#full = false
      const waiting = [...this.#waiting]
      this.#waiting.clear()
      for (const [kind, message] of waiting) this.send(kind, message)
    })
  }

  send(kind: string, message: string): void {
    if (this.#full) this.#waiting.set(kind, message)
    else this.#full = !this.#response.write(message)
  }

  beat(): void {
    if (!this.#full) this.#response.write(": still here\n\n")
  }

  end(): void {
    this.#response.end()
  }
}
