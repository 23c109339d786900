/**
 * minijuju: an embedded, single-machine Juju. `Model.start()` creates an empty model; deploy packed charms into
 * it, relate them, and minijuju runs their hooks as processes. It behaves like Juju 3.6; what it does not
 * emulate is listed in KNOWN-GAPS.md and fails with an error that names it.
 *
 * @module
 */
export type { ActionResult } from "./agent/action.ts"
export type { RetryStrategy } from "./agent/retry.ts"
export { type BundleOptions, Model } from "./model/model.ts"
export type { ModelOptions, SettleOptions } from "./model/options.ts"
export type { FoundBundleCharm } from "./model/plan-bundle.ts"
export type { DeployOptions } from "./operator/deploy.ts"
export type { RelationView } from "./operator/relation-view.ts"
export type { RelationInfo, UnitView } from "./operator/show-unit.ts"
export type {
  ApplicationStatusView,
  ModelStatus,
  RelatedView,
  StatusView,
  UnitStatusView,
} from "./operator/status.ts"
export type { ConfigValue } from "./state/application.ts"
export type { InProcessCharm, InProcessExecution } from "./state/charm.ts"
export { MinijujuError, type MinijujuErrorCode } from "./state/errors.ts"
export type { ModelEvent, Outcome, TimedEvent } from "./state/events.ts"
export { JUJU_VERSION, type JujuSeries } from "./state/juju-version.ts"
export type { SettingChange } from "./state/settings.ts"
