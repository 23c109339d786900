import { EventBase, type EventContext } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"
import type { Model } from "../model/model.ts"
import type { Secret } from "../model/secret.ts"

export type SecretEventData = { readonly id: string; readonly label: string; readonly revision?: number }

/** Base class of the secret events. */
export class SecretEvent extends EventBase<SecretEventData> {
  /** The secret that the event is about. Its content is not read until a method asks for it. */
  readonly secret: Secret

  /** @hidden The framework creates it. */
  constructor(context: EventContext, model: Model) {
    super(context)
    this.secret = model.secretOfEvent(this.data.id, this.data.label)
  }

  /** The secret's id: `secret:…`. */
  get id(): string {
    return this.data.id
  }

  /** The secret's label; empty if Juju passed none. */
  get label(): string {
    return this.data.label
  }
}

/** The owner of the secret (another application, or the operator) created a new revision. */
export class SecretChangedEvent extends SecretEvent {}

/** Sent to the owner when the rotation is due: give the secret a new revision. */
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

  /** Removes the revision that the event is about: the usual reaction of an owner. */
  removeRevision(): void {
    this.secret.removeRevision(this.revision)
  }
}

/** Sent to the owner when no consumer tracks a revision any more, so that it can be removed. */
export class SecretRemoveEvent extends SecretRevisionEvent {}

/** Sent to the owner when a revision has reached its expiry time and should be removed. */
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
