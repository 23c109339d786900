import type { Handler } from "../handlers/handler.ts"

/** Lines of a long trace that are told from its beginning, and from its end. */
const ENDS = 60

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

  /** @param facts which of its flags it was, where its conditions leave that open */
  running(handler: Handler, facts: readonly string[] = []): void {
    this.#ran += 1
    const which = facts.length === 0 ? "" : ` [${facts.join("; ")}]`
    this.#note(() => `run ${nameOf(handler)}, because ${handler.why}${which}`)
  }

  /** @param cause the flag whose trigger did it, if it was one */
  changed(flag: string, isSet: boolean, cause?: string): void {
    if (!this.#started) return
    const by = cause === undefined ? "" : `, by the trigger on ${cause}`
    this.#note(() => `  ${isSet ? "set" : "clear"} ${flag}${by}`)
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

  /** For Juju's log, if it ended badly: handlers that chase each other fill thousands of lines. */
  get short(): string {
    const lines = this.#lines
    const left = lines.length - 2 * ENDS
    if (left <= 0) return this.toString()
    const words = (some: readonly (() => string)[]) => some.map((line) => line()).join("\n")
    return `${words(lines.slice(0, ENDS))}\n… ${left} lines …\n${words(lines.slice(-ENDS))}`
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
