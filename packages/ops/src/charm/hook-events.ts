import { EventBase } from "../framework/event.ts"

/** The unit's first event: install what the charm needs. */
export class InstallEvent extends EventBase {}
/** The unit is set up. Sent again after a restart of the machine. */
export class StartEvent extends EventBase {}
/** Sent every few minutes (the model's `update-status-hook-interval`): check the workload. */
export class UpdateStatusEvent extends EventBase {}
/** The operator changed an option. Also sent once before `start`, and after a restart of the unit's agent. */
export class ConfigChangedEvent extends EventBase {}
/** The charm was upgraded; the code that handles this event is the new revision's. */
export class UpgradeCharmEvent extends EventBase {}
/** This unit has become the leader of its application. */
export class LeaderElectedEvent extends EventBase {}
/** Sent by Juju up to 3.x only. */
export class LeaderSettingsChangedEvent extends EventBase {}
/** Sent by Juju up to 3.x only. */
export class PreSeriesUpgradeEvent extends EventBase {}
/** Sent by Juju up to 3.x only. */
export class PostSeriesUpgradeEvent extends EventBase {}
/** Not sent by Juju from 3.6.11 on. Juju refuses `state-set` in this hook, so stored state needs local storage. */
export class CollectMetricsEvent extends EventBase {}

/** The unit stops. There may be no later dispatch. */
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
