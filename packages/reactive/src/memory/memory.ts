import type { FrameworkObject, Json } from "@charmkit/ops"
import type { SeenFiles } from "../handlers/file-changes.ts"
import type { FileMemory } from "../handlers/handler-tests.ts"
import { StoredFlags } from "./stored-flags.ts"
import { StoredMap } from "./stored-map.ts"

/** The stored state of a reactive charm. */
export class Memory {
  readonly flags: StoredFlags
  /** The charm's own values (`hook.kv`). */
  readonly values: StoredMap
  /** Values that this package observed in earlier hooks, to detect changes. */
  readonly seen: StoredMap

  constructor(charm: FrameworkObject) {
    this.flags = new StoredFlags(charm)
    this.values = new StoredMap(charm, "kv")
    this.seen = new StoredMap(charm, "seen")
  }

  get files(): FileMemory {
    return {
      get: (id) => strings(this.seen.get(`file:${id}`)),
      set: (id, files: SeenFiles) => this.seen.set(`file:${id}`, { ...files }),
    }
  }
}

/** Returns the string values of a stored object. An older version of the charm may have written another shape. */
export function strings(value: Json | undefined): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  )
}
