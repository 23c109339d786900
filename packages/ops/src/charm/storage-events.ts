import { EventBase, type EventContext } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"
import type { Model } from "../model/model.ts"
import type { Storage } from "../model/storage.ts"

export type StorageEventData = { readonly id: string; readonly location: string }

/** Base class of the storage events. */
export class StorageEvent extends EventBase<StorageEventData> {
  /** The storage instance that the event is about. */
  readonly storage: Storage

  /** @hidden The framework creates it. */
  constructor(context: EventContext, model: Model) {
    super(context)
    this.storage = model.getStorage(this.data.id, this.data.location)
  }
}

/** The storage is attached and ready to use. */
export class StorageAttachedEvent extends StorageEvent {}
/** The storage is about to be detached: stop using it. */
export class StorageDetachingEvent extends StorageEvent {}

export function storageEventData({ storage }: JujuContext): StorageEventData {
  if (storage === undefined) throw new ModelError("a storage hook needs JUJU_STORAGE_ID in its environment")
  return storage
}
