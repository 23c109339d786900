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

/** Base class of the Pebble events of a Kubernetes charm's containers. Fields that an event's kind does not have are empty. */
export class ContainerEvent extends EventBase<ContainerEventData> {
  /** The container's name in the charm's metadata. */
  get containerName(): string {
    return this.data.containerName
  }
}

/** Pebble is reachable in a container. Sent again after the container has restarted. */
export class PebbleReadyEvent extends ContainerEvent {}
/** A process in the container recorded a custom notice with Pebble. */
export class PebbleCustomNoticeEvent extends ContainerEvent {}
/** A Pebble check reached its failure threshold. */
export class PebbleCheckFailedEvent extends ContainerEvent {}
/** A Pebble check that had failed succeeds again. */
export class PebbleCheckRecoveredEvent extends ContainerEvent {}

export function containerEventData({ workload }: JujuContext): ContainerEventData {
  if (workload === undefined) {
    throw new ModelError("a container's hook needs JUJU_WORKLOAD_NAME in its environment")
  }
  const { name, ...rest } = workload
  return { containerName: name, ...rest }
}
