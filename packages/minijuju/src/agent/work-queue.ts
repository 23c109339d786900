/** Something that a unit's agent does. Resolves to whether every agent must check for a hook afterwards. */
export type Work = () => Promise<boolean>

interface Queued {
  readonly run: Work
  /** Called instead if the agent ends first. */
  readonly drop: () => void
}

/** Actions and commands that were sent to a unit, and run between two of its hooks. */
export class WorkQueue {
  readonly #queued: Queued[] = []

  add(queued: Queued): void {
    this.#queued.push(queued)
  }

  take(): Work | undefined {
    return this.#queued.shift()?.run
  }

  /** Ends everything that has not started. */
  drop(): void {
    for (const { drop } of this.#queued.splice(0)) drop()
  }
}
