import type { StateStore } from "../src/framework/state-store.ts"

/** A state store in memory that counts its calls. */
export class MemoryStore implements StateStore {
  values: Record<string, string>
  loads = 0
  saves = 0

  constructor(values: Record<string, string> = {}) {
    this.values = values
  }

  load(): Record<string, string> {
    this.loads += 1
    return { ...this.values }
  }

  save(changes: Record<string, string | null>): void {
    this.saves += 1
    const next = new Map(Object.entries(this.values))
    for (const [key, text] of Object.entries(changes)) {
      if (text === null) next.delete(key)
      else next.set(key, text)
    }
    this.values = Object.fromEntries(next)
  }
}

/** A log that records its lines: `WARNING text`. */
export class MemoryLog {
  readonly lines: string[] = []

  debug(message: string): void {
    this.lines.push(`DEBUG ${message}`)
  }

  info(message: string): void {
    this.lines.push(`INFO ${message}`)
  }

  warning(message: string): void {
    this.lines.push(`WARNING ${message}`)
  }
}
