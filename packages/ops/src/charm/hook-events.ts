import { EventBase } from "../framework/event.ts"

/** The unit's first event: install what the charm needs. */
export class InstallEvent extends EventBase {}
/** The unit is set up; also after the machine has been restarted. */
export class StartEvent extends EventBase {}
/** Every few minutes (the model's `update-status-hook-interval`), to look how the workload is. */
export class UpdateStatusEvent extends EventBase {}
/** The operator changed an option; also once before `start`, and when the unit's agent starts again. */
export class ConfigChangedEvent extends EventBase {}
/** The unit has a new revision of the charm, and this is its code. */
export class UpgradeCharmEvent extends EventBase {}
/** This unit has become the leader of its application. */
export class LeaderElectedEvent extends EventBase {}
/** Juju up to 3.x. */
export class LeaderSettingsChangedEvent extends EventBase {}
/** Juju up to 3.x. */
export class PreSeriesUpgradeEvent extends EventBase {}
/** Juju up to 3.x. */
export class PostSeriesUpgradeEvent extends EventBase {}
/** Not sent by Juju from 3.6.11 on. Only local storage keeps state in it. */
export class CollectMetricsEvent extends EventBase {}

/** The unit stops: there may be no later dispatch. */
export class StopEvent extends EventBase {
  override get deferrable(): boolean {
    return false
  }
}

/** The unit's last event. */
export class RemoveEvent extends EventBase {
  override get deferrable(): boolean {
    return false
  }
}
