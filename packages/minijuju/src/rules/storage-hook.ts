import type { StorageHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import { type StorageState, storagesOf } from "../state/storage.ts"
import type { UnitState } from "../state/unit.ts"

/** Returns the next storage hook of a unit. A dying unit loses all its storages (Juju: `uniter/storage/resolver.go`). */
export function nextStorageHook(state: ModelState, unit: UnitState): StorageHook | undefined {
  if (state.storages.size === 0) return undefined
  for (const { id, attachment } of storagesOf(state, unit.name)) {
    const isDying = unit.life === "dying" || attachment?.life === "dying"
    if (isDying === attachment?.attached)
      return { kind: isDying ? "storage-detaching" : "storage-attached", storageId: id }
  }
  return undefined
}

export function storageHookDone(state: ModelState, unit: UnitState, { kind, storageId }: StorageHook): void {
  const storage = state.storages.get(storageId)
  // While the hook ran, the storage may have gone to another unit.
  if (storage?.attachment?.unit !== unit.name) return
  if (kind === "storage-attached") storage.attachment.attached = true
  else detached(state, storage)
}

/** Ends an attachment: the storage stays in the model, unless it is to be removed. */
export function detached(state: ModelState, storage: StorageState): void {
  storage.attachment = undefined
  storage.since = new Date()
  if (storage.life === "dying") state.storages.delete(storage.id)
}
