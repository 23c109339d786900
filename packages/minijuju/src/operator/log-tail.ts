import type { TimedEvent } from "../state/events.ts"

const LINES = 20
/** Levels that help to explain a failure. */
const SHOWN_LEVELS = new Set(["WARNING", "ERROR", "CRITICAL"])

/** Keeps each unit's last warnings and errors, for error messages that say why something failed. */
export class LogTail {
  readonly #lines = new Map<string, string[]>()

  take(event: TimedEvent): void {
    if (event.type === "hook-finished" && event.outcome === "failed") {
      this.#add(event.unit, `${event.hook} failed: ${event.reason ?? "no reason known"}`)
    }
    if (event.type !== "log" || !SHOWN_LEVELS.has(event.level)) return
    for (const line of event.message.split("\n"))
      this.#add(event.entity, `${event.level} ${event.module}: ${line}`)
  }

  of(unitName: string): readonly string[] {
    return this.#lines.get(unitName) ?? []
  }

  all(): ReadonlyMap<string, readonly string[]> {
    return this.#lines
  }

  #add(unit: string, line: string): void {
    const lines = this.#lines.get(unit) ?? []
    lines.push(line)
    if (lines.length > LINES) lines.shift()
    this.#lines.set(unit, lines)
  }
}
