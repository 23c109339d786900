/** Records which flags were set or cleared. `changed` holds the changes of the previous batch until the current one ends. */
export class FlagWatch {
  #pending = new Set<string>()
  #changed: ReadonlySet<string> = new Set()
  #removals = 0

  /** Counts calls of `clear`, including those for unset flags: the rest of a batch is tested again after each. */
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
