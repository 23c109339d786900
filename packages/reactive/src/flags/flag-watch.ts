/**
 * Which flags were set or cleared. The loop looks at what the batch before changed; what a batch changes shows when it ends.
 */
export class FlagWatch {
  #pending = new Set<string>()
  #changed: ReadonlySet<string> = new Set()
  #removals = 0

  /** Counts calls of clear, also of flags that were not set: the rest of a batch is tested again after each. */
  get removals(): number {
    return this.#removals
  }

  get changed(): ReadonlySet<string> {
    return this.#changed
  }

  note(flag: string): void {
    this.#pending.add(flag)
  }

  noteRemoval(): void {
    this.#removals += 1
  }

  endBatch(): void {
    this.#changed = this.#pending
    this.#pending = new Set()
  }
}
