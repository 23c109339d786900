import type { FrameworkObject, Json } from "@charmkit/ops"
import { isComputed, isFlag } from "../flags/flag-name.ts"

/** Stores the flags that are set between hooks. */
export class StoredFlags {
  readonly #state: { set: Json }

  constructor(charm: FrameworkObject) {
    this.#state = charm.storedState({ set: [] as Json }, "flags")
  }

  /** Drops stored values that are not valid flags, which an older version of the charm may have written. */
  load(): readonly string[] {
    const stored = this.#state.set
    return Array.isArray(stored)
      ? stored.filter((flag): flag is string => typeof flag === "string" && isFlag(flag))
      : []
  }

  save(flags: readonly string[]): void {
    this.#state.set = flags.filter((flag) => !isComputed(flag))
  }
}
