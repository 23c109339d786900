import type { Paint } from "./paint.ts"
import type { BackendLine } from "./reporter.ts"

/** Destination of the lines; a terminal allows redrawing them. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly writable: boolean
  write(text: string): unknown
}

const UP_AND_CLEAR = "\u001b[1A\u001b[2K"
const NAME_WIDTH = 15

/**
 * Prints lines, with a line for each backend below all others. A terminal redraws the backends' lines when numbers change. Elsewhere they
 * are written when a backend dies or returns and at the end, so that a file does not grow with time.
 */
export class LiveLines {
  readonly #out: Output
  readonly #paint: Paint
  /** Number of lines at the bottom of the terminal that can be redrawn. */
  #drawn = 0
  #backends: readonly BackendLine[] = []
  readonly #lives = new Map<string, boolean>()

  constructor(out: Output, paint: Paint) {
    this.#out = out
    this.#paint = paint
  }

  line(text: string): void {
    this.#erase()
    this.#write(`${text}\n`)
    this.#draw()
  }

  /** @param clock prefix of the line about a backend that has died or returned */
  show(backends: readonly BackendLine[], clock: string, last: boolean): void {
    this.#erase()
    const changed = backends.filter(({ name, live }) => (this.#lives.get(name) ?? live) !== live)
    const first = this.#lives.size === 0 && backends.length > 0
    for (const { name, live } of backends) this.#lives.set(name, live)
    for (const { name, live, served } of changed) {
      const words = live ? this.#paint("green", "has returned") : this.#paint("red", "has died")
      this.#write(`${clock}  ${name.padEnd(NAME_WIDTH)} ${words}, ${served} requests served so far\n`)
    }
    if (this.#out.isTTY === true && !last) {
      this.#backends = backends
      this.#draw()
      return
    }
    this.#backends = []
    if (last) this.#lives.clear()
    if (last || first) for (const one of backends) this.#write(`${this.#text(one)}\n`)
  }

  #draw(): void {
    for (const one of this.#backends) this.#write(`${this.#text(one)}\n`)
    this.#drawn = this.#backends.length
  }

  #erase(): void {
    this.#write(UP_AND_CLEAR.repeat(this.#drawn))
    this.#drawn = 0
  }

  /** Never wider than the terminal: a wrapped line could not be redrawn. */
  #text({ name, live, served }: BackendLine): string {
    const plain = `    ${name.padEnd(NAME_WIDTH)} ${live ? "lives" : "dead "}  ${served} requests served`
    const cut = plain.slice(0, Math.max(1, (this.#out.columns ?? 80) - 1))
    return this.#paint(live ? "gray" : "red", cut)
  }

  #write(text: string): void {
    if (text !== "" && this.#out.writable) this.#out.write(text)
  }
}
