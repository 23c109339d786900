import { EventBase, type EventContext } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"
import type { Model } from "../model/model.ts"
import type { Storage } from "../model/storage.ts"

export type StorageEventData = { readonly id: string; readonly location: string }

export class StorageEvent extends EventBase<StorageEventData> {
  readonly storage: Storage

  constructor(context: EventContext, model: Model) {
    super(context)
    this.storage = model.getStorage(this.data.id, this.data.location)
  }
}

export class StorageAttachedEvent extends StorageEvent {}
export class StorageDetachingEvent extends StorageEvent {}

export function storageEventData({ storage }: JujuContext): StorageEventData {
  if (storage === undefined) throw new ModelError("a storage hook needs JUJU_STORAGE_ID in its environment")
  return storage
}
