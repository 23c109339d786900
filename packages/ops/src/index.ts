export { ActionEvent } from "./charm/action-event.ts"
export { CharmBase } from "./charm/charm-base.ts"
export type { CharmEvents } from "./charm/charm-events.ts"
export type {
  ActionName,
  ActionRunOf,
  AnyCharm,
  CharmEventsOf,
  CharmTypes,
  ConfigOf,
  ModelOf,
  OptionName,
  ParamsOf,
} from "./charm/charm-types.ts"
export { CollectStatusEvent } from "./charm/collect-status.ts"
export {
  PebbleCheckFailedEvent,
  PebbleCheckRecoveredEvent,
  PebbleCustomNoticeEvent,
  PebbleReadyEvent,
} from "./charm/container-events.ts"
export type { ContainerEvents, RelationEvents, StorageEvents } from "./charm/declared-events.ts"
export {
  CollectMetricsEvent,
  ConfigChangedEvent,
  InstallEvent,
  LeaderElectedEvent,
  LeaderSettingsChangedEvent,
  PostSeriesUpgradeEvent,
  PreSeriesUpgradeEvent,
  RemoveEvent,
  StartEvent,
  StopEvent,
  UpdateStatusEvent,
  UpgradeCharmEvent,
} from "./charm/hook-events.ts"
export type { KnownName } from "./charm/known-name.ts"
export { type OwnProgram, ownProgram } from "./charm/own-program.ts"
export {
  RelationBrokenEvent,
  RelationChangedEvent,
  RelationCreatedEvent,
  RelationDepartedEvent,
  RelationEvent,
  type RelationEventData,
  RelationJoinedEvent,
} from "./charm/relation-events.ts"
export {
  SecretChangedEvent,
  SecretEvent,
  SecretExpiredEvent,
  SecretRemoveEvent,
  SecretRotateEvent,
} from "./charm/secret-events.ts"
export { StorageAttachedEvent, StorageDetachingEvent } from "./charm/storage-events.ts"
export { Abort } from "./dispatch/abort.ts"
export { type DispatchOptions, dispatch } from "./dispatch/dispatch.ts"
export { StateTooLargeError } from "./dispatch/juju-state-store.ts"
export { type MainOptions, main } from "./dispatch/main.ts"
export type { CharmClass, RunningHook } from "./dispatch/running-hook.ts"
export type { BoundEvent, EmitArguments } from "./framework/bound-event.ts"
export { defineEvents, type EventClass, type EventsOf } from "./framework/define-events.ts"
export { FrameworkError, JsonValueError } from "./framework/errors.ts"
export { EventBase, type EventContext, type EventData, LifecycleEvent } from "./framework/event.ts"
export {
  Framework,
  type FrameworkLog,
  type FrameworkOptions,
  type Handler,
  type HandlerOf,
} from "./framework/framework.ts"
export { Handle } from "./framework/handle.ts"
export type { Json, JsonObject } from "./framework/json.ts"
export { FrameworkObject } from "./framework/object.ts"
export type { StateStore } from "./framework/state-store.ts"
export type { SecretRef, SecretRotate, SecretSettings } from "./hook-tools/secret.ts"
export type { SecretAccess, SecretInfo } from "./hook-tools/secret-info.ts"
export type { Application } from "./model/application.ts"
export type { Binding } from "./model/binding.ts"
export type { Config, ConfigValue } from "./model/config.ts"
export type { Databag } from "./model/databag.ts"
export {
  InvalidStatusError,
  ModelError,
  RelationDataAccessError,
  RelationDataError,
  RelationDataTypeError,
  SecretError,
  SecretNotFoundError,
  SecretPermissionError,
  TooManyRelatedAppsError,
} from "./model/errors.ts"
export type { Environment } from "./model/juju-context.ts"
export type { Logger } from "./model/logger.ts"
export type { Model } from "./model/model.ts"
export type { Ports } from "./model/ports.ts"
export type { Relation } from "./model/relation.ts"
export type { Secret } from "./model/secret.ts"
export type { SecretContent } from "./model/secret-content.ts"
export {
  ActiveStatus,
  type AnyStatus,
  BlockedStatus,
  ErrorStatus,
  MaintenanceStatus,
  type SettableStatus,
  Status,
  UnknownStatus,
  WaitingStatus,
} from "./model/status.ts"
export type { Storage } from "./model/storage.ts"
export type { Unit } from "./model/unit.ts"
export { type JsonDatabag, jsonIn, type TextDatabag } from "./schema/json-in.ts"
export { readWith, type SchemaSource } from "./schema/read-with.ts"
export type { StandardResult, StandardSchema } from "./schema/standard-schema.ts"
export type { SchemaIssue, SchemaResult } from "./schema/validate.ts"
export { type SchemaTarget, writeWith } from "./schema/write-with.ts"
