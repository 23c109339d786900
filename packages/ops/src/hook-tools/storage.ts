import { checkRecord, checkString, listOf, mismatch, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** A storage instance that is attached to this unit. */
export interface StorageInfo {
  /** `filesystem` or `block` */
  readonly kind: string
  /** A path, or a device. */
  readonly location: string
}

/** Returns the ids (`data/0`) of the attached storage instances, of one storage or of all. */
export function storageList(runner: HookToolRunner, name?: string): string[] {
  const args = ["--format=json", ...(name === undefined ? [] : [name])]
  return runJson(runner, "storage-list", args, listOf(checkString))
}

/**
 * Returns kind and location of a storage instance.
 * @param id `data/0`
 */
export function storageGet(runner: HookToolRunner, id: string): StorageInfo {
  return runJson(runner, "storage-get", ["--format=json", "-s", id], (value) => {
    const { kind, location } = checkRecord(value)
    if (typeof kind !== "string" || typeof location !== "string") {
      throw mismatch("a map with the strings kind and location")
    }
    return { kind, location }
  })
}

/** Requests more instances. Juju 3.6 sends the request when the hook succeeds, and attaches them later. */
export function storageAdd(runner: HookToolRunner, name: string, count = 1): void {
  runner.run("storage-add", [`${name}=${count}`])
}
