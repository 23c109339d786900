import type { Handler } from "../handlers/handler.ts"

/** Number of lines kept from the beginning, and from the end, of a long trace. */
const EDGE_LINES = 60

/** Records what one dispatch does, as lines for the charm's author. */
export class Trace {
  // Lines are formatted when they are read: most traces never are, and finding a handler's position takes longer than running it.
  readonly #lines: (() => string)[] = []
  #phase = ""
  #lastRound: (() => string)[] = []
  #writtenPhase = ""
  #ran = 0
  #started = false

  constructor(hook: string, unit: string) {
    this.#lines.push(() => `reactive: ${hook} on ${unit}`)
  }

  /** The events of the last round. */
  get lastRound(): readonly string[] {
    return this.#lastRound.map((line) => line())
  }

  /** Ends the preparation: flag changes before it are not recorded. */
  start(flags: readonly string[]): void {
    this.#started = true
    this.#lines.push(() => `flags at the start: ${list(flags)}`)
  }

  phase(name: string): void {
    this.#phase = name
    this.#lastRound = []
  }

  /** @param facts the flags that made it run, where its conditions leave that open */
  running(handler: Handler, facts: readonly string[] = []): void {
    this.#ran += 1
    const which = facts.length === 0 ? "" : ` [${facts.join("; ")}]`
    this.#note(() => `run ${nameOf(handler)}, because ${handler.because}${which}`)
  }

  /** @param cause the flag whose trigger made the change, if any */
  changed(flag: string, isSet: boolean, cause?: string): void {
    if (!this.#started) return
    const by = cause === undefined ? "" : `, by the trigger on ${cause}`
    this.#note(() => `  ${isSet ? "set" : "clear"} ${flag}${by}`)
  }

  dropped(handler: Handler): void {
    this.#note(() => `skip ${nameOf(handler)}: ${handler.because} no longer holds`)
  }

  ended(handler: Handler): void {
    this.#note(() => `${nameOf(handler)} ended the hook; the remaining handlers did not run`)
  }

  failed(handler: Handler, error: unknown): void {
    this.#note(() => `FAILED in ${nameOf(handler)}: ${describe(error)}`)
  }

  /** Records a failure outside of handlers: in a callback or a test of conditions. */
  failedBetween(error: unknown): void {
    this.#note(() => `FAILED: ${describe(error)}`)
  }

  finish(flags: readonly string[]): void {
    if (this.#ran === 0) this.#lines.push(() => "no handler ran")
    this.#lines.push(() => `flags at the end: ${list(flags)}`)
  }

  /** The trace for Juju's log after a failure, shortened: handlers in an endless loop write thousands of lines. */
  get short(): string {
    const lines = this.#lines
    const left = lines.length - 2 * EDGE_LINES
    if (left <= 0) return this.toString()
    const text = (some: readonly (() => string)[]) => some.map((line) => line()).join("\n")
    return `${text(lines.slice(0, EDGE_LINES))}\n… ${left} lines …\n${text(lines.slice(-EDGE_LINES))}`
  }

  toString(): string {
    return this.#lines.map((line) => line()).join("\n")
  }

  #note(line: () => string): void {
    const phase = this.#phase
    if (phase !== this.#writtenPhase) {
      this.#lines.push(() => `${phase}:`)
      this.#writtenPhase = phase
    }
    this.#lines.push(() => `  ${line()}`)
    this.#lastRound.push(line)
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function nameOf(handler: Handler): string {
  const { method, observer } = handler
  return observer === "" ? method : `${method} (${observer})`
}

function list(flags: readonly string[]): string {
  return flags.length === 0 ? "none" : flags.join(", ")
}
