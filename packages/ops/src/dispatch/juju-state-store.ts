import type { StateStore } from "../framework/state-store.ts"
import { type HookToolRunner, stateDelete, stateGet, stateSet } from "../hook-tools.ts"

/** Limits of `state-set`, in bytes (Juju 3.6). */
const KEY_LIMIT = 256
const VALUE_LIMIT = 65_536

/** A value is too large for Juju to store. */
export class StateTooLargeError extends Error {
  override readonly name = "StateTooLargeError"
  /** For programs; `message` is for people. */
  readonly code = "state-too-large"
}

/** Keeps state in Juju's controller, where it outlives pods and is committed or dropped together with the hook. */
export class JujuStateStore implements StateStore {
  readonly #runner: HookToolRunner

  constructor(runner: HookToolRunner) {
    this.#runner = runner
  }

  load(): Record<string, string> {
    return stateGet(this.#runner)
  }

  save(changes: Record<string, string | null>): void {
    const values: Record<string, string> = {}
    const deleted: string[] = []
    for (const [key, text] of Object.entries(changes)) {
      if (text === null) deleted.push(key)
      else values[key] = checked(key, text)
    }
    if (Object.keys(values).length > 0) stateSet(this.#runner, values)
    for (const key of deleted) stateDelete(this.#runner, key)
  }
}

function checked(key: string, text: string): string {
  const keySize = Buffer.byteLength(key)
  if (keySize > KEY_LIMIT) {
    throw new StateTooLargeError(
      `the stored state "${key}" has a path of ${keySize} bytes; Juju allows ${KEY_LIMIT}`,
    )
  }
  const size = Buffer.byteLength(text)
  if (size > VALUE_LIMIT) {
    throw new StateTooLargeError(
      `the stored state "${key}" has ${size} bytes; Juju allows ${VALUE_LIMIT}. Keep less, or use storage: "local"`,
    )
  }
  return text
}
