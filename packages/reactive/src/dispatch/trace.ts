import type { Handler } from "../handlers/handler.ts"

/** What one dispatch did, as lines that a charm's author can read. */
export class Trace {
  // Words are made when they are read: most traces are not, and a handler's place costs more than its run.
  readonly #lines: (() => string)[] = []
  #phase = ""
  #lastRound: (() => string)[] = []
  #told = ""
  #ran = 0
  #started = false

  constructor(hook: string, unit: string) {
    this.#lines.push(() => `reactive: ${hook} on ${unit}`)
  }

  /** What the last round did. */
  get lastRound(): readonly string[] {
    return this.#lastRound.map((line) => line())
  }

  /** What is set and cleared before is the start, not news. */
  start(flags: readonly string[]): void {
    this.#started = true
    this.#lines.push(() => `flags at the start: ${list(flags)}`)
  }

  phase(name: string): void {
    this.#phase = name
    this.#lastRound = []
  }

  running(handler: Handler): void {
    this.#ran += 1
    this.#note(() => `run ${nameOf(handler)}, because ${handler.why}`)
  }

  changed(flag: string, isSet: boolean): void {
    if (!this.#started) return
    this.#note(() => `  ${isSet ? "set" : "clear"} ${flag}`)
  }

  dropped(handler: Handler): void {
    this.#note(() => `leave out ${nameOf(handler)}: ${handler.why} holds no more`)
  }

  ended(handler: Handler): void {
    this.#note(() => `${nameOf(handler)} ended the hook; handlers that were left did not run`)
  }

  failed(handler: Handler, error: unknown): void {
    this.#note(() => `FAILED in ${nameOf(handler)}: ${words(error)}`)
  }

  /** What belongs to no handler: a callback, or a test of conditions. */
  failedBetween(error: unknown): void {
    this.#note(() => `FAILED: ${words(error)}`)
  }

  finish(flags: readonly string[]): void {
    if (this.#ran === 0) this.#lines.push(() => "no handler ran")
    this.#lines.push(() => `flags at the end: ${list(flags)}`)
  }

  toString(): string {
    return this.#lines.map((line) => line()).join("\n")
  }

  #note(line: () => string): void {
    const phase = this.#phase
    if (phase !== this.#told) {
      this.#lines.push(() => `${phase}:`)
      this.#told = phase
    }
    this.#lines.push(() => `  ${line()}`)
    this.#lastRound.push(line)
  }
}

function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function nameOf(handler: Handler): string {
  const { place } = handler
  const name = handler.name === "" ? "a handler without a name" : handler.name
  return place === undefined ? name : `${name} (${place})`
}

function list(flags: readonly string[]): string {
  return flags.length === 0 ? "none" : flags.join(", ")
}
