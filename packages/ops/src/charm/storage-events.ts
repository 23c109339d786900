import { EventBase, type EventContext } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"
import type { Model } from "../model/model.ts"
import type { Storage } from "../model/storage.ts"

export type StorageEventData = { readonly id: string; readonly location: string }

/** An event of one storage instance. */
export class StorageEvent extends EventBase<StorageEventData> {
  /** The instance the event is about. */
  readonly storage: Storage

  /** @hidden The framework makes it. */
  constructor(context: EventContext, model: Model) {
    super(context)
    this.storage = model.getStorage(this.data.id, this.data.location)
  }
}

/** The storage is there and can be used. */
export class StorageAttachedEvent extends StorageEvent {}
/** The storage goes: let go of it. */
export class StorageDetachingEvent extends StorageEvent {}

export function storageEventData({ storage }: JujuContext): StorageEventData {
  if (storage === undefined) throw new ModelError("a storage hook needs JUJU_STORAGE_ID in its environment")
  return storage
}
