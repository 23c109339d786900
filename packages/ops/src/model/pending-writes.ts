import { type HookToolRunner, type RelationRef, relationSet } from "../hook-tools.ts"
import type { Databag } from "./databag.ts"

interface PendingBag {
  readonly relationId: number
  readonly ref: RelationRef
  readonly app: boolean
  readonly bag: Databag
}

/** This unit's and its application's databags with staged changes. */
export class PendingWrites {
  readonly #bags = new Set<PendingBag>()

  add(bag: PendingBag): void {
    this.#bags.add(bag)
  }

  /**
   * Sends one `relation-set` per changed databag, in a fixed order: by relation id, the unit's before the application's.
   * @throws HookToolError if Juju refuses one; the hook must then fail, so that Juju discards all of them
   */
  send(runner: HookToolRunner): void {
    const inOrder = [...this.#bags].sort(
      (a, b) => a.relationId - b.relationId || Number(a.app) - Number(b.app),
    )
    // Read every databag before the first write.
    const changed = inOrder.map((pending) => ({ ...pending, changes: pending.bag.changes() }))
    for (const { ref, app, changes } of changed) {
      if (Object.keys(changes).length > 0) relationSet(runner, ref, changes, { app })
    }
  }
}
