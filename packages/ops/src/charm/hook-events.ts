import { EventBase } from "../framework/event.ts"

export class InstallEvent extends EventBase {}
export class StartEvent extends EventBase {}
export class UpdateStatusEvent extends EventBase {}
export class ConfigChangedEvent extends EventBase {}
export class UpgradeCharmEvent extends EventBase {}
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
