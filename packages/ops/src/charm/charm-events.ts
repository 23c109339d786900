import type { BoundEvent } from "../framework/bound-event.ts"
import type { EventBase, EventContext } from "../framework/event.ts"
import type { Handle } from "../framework/handle.ts"
import { declaredIn } from "../model/errors.ts"
import type { Model } from "../model/model.ts"
import type { ActionEvent } from "./action-event.ts"
import type { CharmFramework } from "./charm-framework.ts"
import { CollectStatusEvent, StatusCollector } from "./collect-status.ts"
import {
  actionEvent,
  type ContainerEvents,
  containerEvents,
  type RelationEvents,
  relationEvents,
  type StorageEvents,
  storageEvents,
} from "./declared-events.ts"
import * as hooks from "./hook-events.ts"
import { type HookEmitter, HookTable } from "./hook-table.ts"
import * as secrets from "./secret-events.ts"

/** The events that Juju sends to a charm, and the two collect-status events. */
export class CharmEvents {
  readonly install: BoundEvent<hooks.InstallEvent>
  readonly start: BoundEvent<hooks.StartEvent>
  readonly stop: BoundEvent<hooks.StopEvent>
  readonly remove: BoundEvent<hooks.RemoveEvent>
  readonly updateStatus: BoundEvent<hooks.UpdateStatusEvent>
  readonly configChanged: BoundEvent<hooks.ConfigChangedEvent>
  readonly upgradeCharm: BoundEvent<hooks.UpgradeCharmEvent>
  readonly leaderElected: BoundEvent<hooks.LeaderElectedEvent>
  readonly leaderSettingsChanged: BoundEvent<hooks.LeaderSettingsChangedEvent>
  readonly preSeriesUpgrade: BoundEvent<hooks.PreSeriesUpgradeEvent>
  readonly postSeriesUpgrade: BoundEvent<hooks.PostSeriesUpgradeEvent>
  readonly collectMetrics: BoundEvent<hooks.CollectMetricsEvent>
  readonly secretChanged: BoundEvent<secrets.SecretChangedEvent>
  readonly secretExpired: BoundEvent<secrets.SecretExpiredEvent>
  readonly secretRotate: BoundEvent<secrets.SecretRotateEvent>
  readonly secretRemove: BoundEvent<secrets.SecretRemoveEvent>
  /** Emitted at the end of every dispatch of the leader. */
  readonly collectAppStatus: BoundEvent<CollectStatusEvent>
  /** Emitted at the end of every dispatch. */
  readonly collectUnitStatus: BoundEvent<CollectStatusEvent>

  readonly #framework: CharmFramework
  readonly #table: HookTable
  readonly #relations: Readonly<Record<string, RelationEvents>>
  readonly #actions: Readonly<Record<string, BoundEvent<ActionEvent>>>
  readonly #storages: Readonly<Record<string, StorageEvents>>
  readonly #containers: Readonly<Record<string, ContainerEvents>>
  readonly #appStatuses: StatusCollector
  readonly #unitStatuses: StatusCollector

  /** @param charm the parent in the events' paths: `MyCharm/on/config_changed` */
  constructor(framework: CharmFramework, charm: Handle) {
    const table = new HookTable(framework, charm)
    const plain = <E extends EventBase>(name: string, EventClass: new (context: EventContext) => E) =>
      table.hook(
        name,
        (context) => new EventClass(context),
        () => ({}),
      )
    const secret = <E extends secrets.SecretEvent>(
      name: string,
      EventClass: new (context: EventContext, model: Model) => E,
    ) => table.hook(name, (context) => new EventClass(context, framework.model), secrets.secretEventData)

    this.install = plain("install", hooks.InstallEvent)
    this.start = plain("start", hooks.StartEvent)
    this.stop = plain("stop", hooks.StopEvent)
    this.remove = plain("remove", hooks.RemoveEvent)
    this.updateStatus = plain("update-status", hooks.UpdateStatusEvent)
    this.configChanged = plain("config-changed", hooks.ConfigChangedEvent)
    this.upgradeCharm = plain("upgrade-charm", hooks.UpgradeCharmEvent)
    this.leaderElected = plain("leader-elected", hooks.LeaderElectedEvent)
    this.leaderSettingsChanged = plain("leader-settings-changed", hooks.LeaderSettingsChangedEvent)
    this.preSeriesUpgrade = plain("pre-series-upgrade", hooks.PreSeriesUpgradeEvent)
    this.postSeriesUpgrade = plain("post-series-upgrade", hooks.PostSeriesUpgradeEvent)
    this.collectMetrics = plain("collect-metrics", hooks.CollectMetricsEvent)
    this.secretChanged = secret("secret-changed", secrets.SecretChangedEvent)
    this.secretExpired = secret("secret-expired", secrets.SecretExpiredEvent)
    this.secretRotate = secret("secret-rotate", secrets.SecretRotateEvent)
    this.secretRemove = secret("secret-remove", secrets.SecretRemoveEvent)

    const appStatuses = new StatusCollector(framework.log)
    const unitStatuses = new StatusCollector(framework.log)
    this.#appStatuses = appStatuses
    this.#unitStatuses = unitStatuses
    this.collectAppStatus = table.define(
      "collect_app_status",
      (context) => new CollectStatusEvent(context, appStatuses),
    )
    this.collectUnitStatus = table.define(
      "collect_unit_status",
      (context) => new CollectStatusEvent(context, unitStatuses),
    )

    const { metadata, actions } = framework.spec
    this.#framework = framework
    this.#table = table
    this.#relations = byName(metadata.endpoints, (name) => relationEvents(table, framework, name))
    this.#storages = byName(metadata.storages, (name) => storageEvents(table, framework, name))
    this.#actions = byName(actions, (name) => actionEvent(table, framework, name))
    this.#containers = byName(metadata.containers, (name) => containerEvents(table, name))
  }

  /** @throws ModelError if the charm does not declare the endpoint */
  relation(endpoint: string): RelationEvents {
    return declaredIn(this.#relations, "endpoint", endpoint)
  }

  /** @throws ModelError if the charm does not declare the action */
  action(name: string): BoundEvent<ActionEvent> {
    return declaredIn(this.#actions, "action", name)
  }

  /** @throws ModelError if the charm does not declare the storage */
  storage(name: string): StorageEvents {
    return declaredIn(this.#storages, "storage", name)
  }

  /** @throws ModelError if the charm does not declare the container */
  container(name: string): ContainerEvents {
    return declaredIn(this.#containers, "container", name)
  }

  /**
   * Returns the function that emits the event of a hook, with data from the hook's environment.
   * @param kind as in `db_relation_changed`
   * @internal The dispatch calls it.
   */
  hookEmitter(kind: string): HookEmitter | undefined {
    return this.#table.emitter(kind)
  }

  /** @internal The dispatch calls it: collects statuses from all parts of the charm and sets the most urgent one, if any. */
  async collectStatuses(): Promise<void> {
    const { model } = this.#framework
    // Ask for leadership only if something observes the event: it costs a call.
    if (this.#framework.isObserved(this.collectAppStatus) && model.unit.isLeader()) {
      await this.collectAppStatus.emit()
      const status = this.#appStatuses.take()
      if (status !== undefined) model.app.status = status
    }
    await this.collectUnitStatus.emit()
    const status = this.#unitStatuses.take()
    if (status !== undefined) model.unit.status = status
  }
}

function byName<T>(names: Readonly<Record<string, unknown>>, make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, make(name)]))
}
