import { EventBase } from "../framework/event.ts"
import { ModelError } from "../model/errors.ts"
import type { JujuContext } from "../model/juju-context.ts"

export type ContainerEventData = {
  readonly containerName: string
  readonly noticeId: string
  readonly noticeType: string
  readonly noticeKey: string
  readonly checkName: string
}

/** An event of Pebble in a container of a Kubernetes charm; the fields that do not belong to its kind are empty. */
export class ContainerEvent extends EventBase<ContainerEventData> {
  /** The container as the charm's metadata names it. */
  get containerName(): string {
    return this.data.containerName
  }
}

/** Pebble answers in a container; also after the container was started again. */
export class PebbleReadyEvent extends ContainerEvent {}
/** Something in a container left a notice with Pebble. */
export class PebbleCustomNoticeEvent extends ContainerEvent {}
/** A check of Pebble's has failed as often as its threshold says. */
export class PebbleCheckFailedEvent extends ContainerEvent {}
/** A check of Pebble's that had failed succeeds again. */
export class PebbleCheckRecoveredEvent extends ContainerEvent {}

export function containerEventData({ workload }: JujuContext): ContainerEventData {
  if (workload === undefined) {
    throw new ModelError("a container's hook needs JUJU_WORKLOAD_NAME in its environment")
  }
  const { name, ...rest } = workload
  return { containerName: name, ...rest }
}
