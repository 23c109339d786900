export { ActionEvent } from "./charm/action-event.ts"
export { allEvents, hookEvents } from "./charm/all-events.ts"
export { CharmBase } from "./charm/charm-base.ts"
export type { CharmEvents } from "./charm/charm-events.ts"
export { type CharmMeta, charmMeta } from "./charm/charm-meta.ts"
export type {
  ActionName,
  ActionRunOf,
  AnyCharm,
  CharmEventsOf,
  CharmTypes,
  ConfigOf,
  EndpointName,
  ModelOf,
  OptionName,
  ParamsOf,
  UnitOf,
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
export { reboot } from "./dispatch/reboot.ts"
export type { CharmClass, HookWatcher, RunningHook } from "./dispatch/running-hook.ts"
export { securityEvents } from "./dispatch/security-events.ts"
export type { BoundEvent, EmitArguments } from "./framework/bound-event.ts"
export { breakpoint } from "./framework/breakpoint.ts"
export { defineEvents, type EventClass, type EventsOf } from "./framework/define-events.ts"
export { endsHook, FrameworkError, JsonValueError } from "./framework/errors.ts"
export { EventBase, type EventContext, type EventData, LifecycleEvent } from "./framework/event.ts"
export {
  type CallReason,
  type CallTarget,
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
export type { CloudCredential, CloudSpec } from "./hook-tools/credential.ts"
export type { EndpointPort } from "./hook-tools/endpoint-port.ts"
export type { SecretRef, SecretRotate, SecretSettings } from "./hook-tools/secret.ts"
export type { SecretAccess, SecretInfo } from "./hook-tools/secret-info.ts"
export type {
  CharmDetails,
  CharmLinks,
  ContainerMetadata,
  ResourceMetadata,
  StorageMetadata,
} from "./metadata/charm-details.ts"
export type { ActionRun } from "./model/action-run.ts"
export type { Application } from "./model/application.ts"
export type { Binding } from "./model/binding.ts"
export { cloudSpec } from "./model/cloud-spec.ts"
export type { Config, ConfigValue } from "./model/config.ts"
export type { Databag } from "./model/databag.ts"
export { type EndpointPorts, type EndpointPortsOf, endpointPorts } from "./model/endpoint-ports.ts"
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
export { charmDir, jujuContext } from "./model/hook-context.ts"
export {
  type Environment,
  type JujuContext,
  type RelationContext,
  readJujuContext,
  type SecretContext,
  type WorkloadContext,
} from "./model/juju-context.ts"
export { JujuVersion, jujuVersion } from "./model/juju-version.ts"
export type { KnownName } from "./model/known-name.ts"
export type { Logger } from "./model/logger.ts"
export type { Model } from "./model/model.ts"
export { type BoundInterface, networkInterfaces } from "./model/network-interfaces.ts"
export type { Ports } from "./model/ports.ts"
export type { Relation } from "./model/relation.ts"
export { type RemoteModel, remoteModel } from "./model/remote-model.ts"
export { type Resources, type ResourcesOf, resources } from "./model/resources.ts"
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
export { type Storages, type StoragesOf, storages } from "./model/storages.ts"
export type { Unit } from "./model/unit.ts"
export { type JsonDatabag, jsonIn, type TextDatabag } from "./schema/json-in.ts"
export { readWith, type SchemaSource } from "./schema/read-with.ts"
export type { StandardResult, StandardSchema } from "./schema/standard-schema.ts"
export type { SchemaIssue, SchemaResult } from "./schema/validate.ts"
export { type SchemaTarget, writeWith } from "./schema/write-with.ts"
