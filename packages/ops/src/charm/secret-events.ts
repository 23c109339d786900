import { EventBase, type EventContext } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"
import type { Model } from "../model/model.ts"
import type { Secret } from "../model/secret.ts"

export type SecretEventData = { readonly id: string; readonly label: string; readonly revision?: number }

/** An event of one secret. */
export class SecretEvent extends EventBase<SecretEventData> {
  /** The secret the event is about; nothing of it has been read yet. */
  readonly secret: Secret

  /** @hidden The framework makes it. */
  constructor(context: EventContext, model: Model) {
    super(context)
    this.secret = model.secretOfEvent(this.data.id, this.data.label)
  }

  /** `secret:…` */
  get id(): string {
    return this.data.id
  }

  /** Empty if Juju named none. */
  get label(): string {
    return this.data.label
  }
}

/** Another application, or the operator, made a new revision. */
export class SecretChangedEvent extends SecretEvent {}

/** For the owner: its rotation is due, so give the secret a new revision. */
export class SecretRotateEvent extends SecretEvent {
  override get deferrable(): boolean {
    return false
  }
}

class SecretRevisionEvent extends SecretEvent {
  /** The revision the event is about. */
  get revision(): number {
    return this.data.revision ?? 0
  }

  /** What an owner usually answers: removes the revision that the event is about. */
  removeRevision(): void {
    this.secret.removeRevision(this.revision)
  }
}

/** A revision is no longer tracked by anyone and can be removed. */
export class SecretRemoveEvent extends SecretRevisionEvent {}

/** For the owner: a revision has reached its expiry time and should be removed. */
export class SecretExpiredEvent extends SecretRevisionEvent {
  override get deferrable(): boolean {
    return false
  }
}

export function secretEventData({ secret }: JujuContext): SecretEventData {
  if (secret === undefined) throw new ModelError("a secret hook needs JUJU_SECRET_ID in its environment")
  const { id, label, revision } = secret
  return { id, label, ...(revision !== undefined && { revision }) }
}
