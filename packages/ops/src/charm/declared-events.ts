import type { BoundEvent } from "../framework/bound-event.ts"
import type { EventContext } from "../framework/event.ts"
import type { Model } from "../model/model.ts"
import { ActionEvent } from "./action-event.ts"
import type { CharmFramework } from "./charm-framework.ts"
import {
  type ContainerEvent,
  containerEventData,
  PebbleCheckFailedEvent,
  PebbleCheckRecoveredEvent,
  PebbleCustomNoticeEvent,
  PebbleReadyEvent,
} from "./container-events.ts"
import type { HookTable } from "./hook-table.ts"
import {
  RelationBrokenEvent,
  RelationChangedEvent,
  RelationCreatedEvent,
  RelationDepartedEvent,
  type RelationEvent,
  RelationJoinedEvent,
  relationEventData,
} from "./relation-events.ts"
import {
  StorageAttachedEvent,
  StorageDetachingEvent,
  type StorageEvent,
  storageEventData,
} from "./storage-events.ts"

type ClassWith<Extra, E> = new (context: EventContext, extra: Extra) => E

/** The events of one endpoint: `charm.on.relation("db")`. */
export interface RelationEvents {
  /** The relation was created; no remote unit has joined yet. */
  readonly created: BoundEvent<RelationCreatedEvent>
  readonly joined: BoundEvent<RelationJoinedEvent>
  readonly changed: BoundEvent<RelationChangedEvent>
  readonly departed: BoundEvent<RelationDepartedEvent>
  readonly broken: BoundEvent<RelationBrokenEvent>
}

/** The events of one storage declared in the metadata. */
export interface StorageEvents {
  readonly attached: BoundEvent<StorageAttachedEvent>
  readonly detaching: BoundEvent<StorageDetachingEvent>
}

/** The events of one container declared in the metadata. */
export interface ContainerEvents {
  readonly pebbleReady: BoundEvent<PebbleReadyEvent>
  readonly pebbleCustomNotice: BoundEvent<PebbleCustomNoticeEvent>
  readonly pebbleCheckFailed: BoundEvent<PebbleCheckFailedEvent>
  readonly pebbleCheckRecovered: BoundEvent<PebbleCheckRecoveredEvent>
}

export function relationEvents(
  table: HookTable,
  { model, log }: CharmFramework,
  endpoint: string,
): RelationEvents {
  const hook = <E extends RelationEvent>(suffix: string, EventClass: ClassWith<Model, E>) =>
    table.hook(
      `${endpoint}-relation-${suffix}`,
      (context) => new EventClass(context, model),
      (context) => relationEventData(endpoint, context.relation, log),
    )
  return {
    created: hook("created", RelationCreatedEvent),
    joined: hook("joined", RelationJoinedEvent),
    changed: hook("changed", RelationChangedEvent),
    departed: hook("departed", RelationDepartedEvent),
    broken: hook("broken", RelationBrokenEvent),
  }
}

export function storageEvents(table: HookTable, { model }: CharmFramework, name: string): StorageEvents {
  const hook = <E extends StorageEvent>(suffix: string, EventClass: ClassWith<Model, E>) =>
    table.hook(
      `${name}-storage-${suffix}`,
      (context) => new EventClass(context, model),
      (context) => storageEventData(context),
    )
  return {
    attached: hook("attached", StorageAttachedEvent),
    detaching: hook("detaching", StorageDetachingEvent),
  }
}

export function containerEvents(table: HookTable, name: string): ContainerEvents {
  const hook = <E extends ContainerEvent>(suffix: string, EventClass: new (context: EventContext) => E) =>
    table.hook(
      `${name}-pebble-${suffix}`,
      (context) => new EventClass(context),
      (context) => containerEventData(context),
    )
  return {
    pebbleReady: hook("ready", PebbleReadyEvent),
    pebbleCustomNotice: hook("custom-notice", PebbleCustomNoticeEvent),
    pebbleCheckFailed: hook("check-failed", PebbleCheckFailedEvent),
    pebbleCheckRecovered: hook("check-recovered", PebbleCheckRecoveredEvent),
  }
}

export function actionEvent(
  table: HookTable,
  { model }: CharmFramework,
  name: string,
): BoundEvent<ActionEvent> {
  return table.hook(
    `${name}-action`,
    (context) => new ActionEvent(context, model.action),
    ({ action }) => ({ id: action?.id ?? "" }),
  )
}
