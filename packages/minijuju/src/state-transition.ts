/**
 * The model as data and single hooks, for test kits that decide themselves which hook runs next. `Model`
 * combines these parts for all other users. Unlike `Model`, this entry may change with every release.
 *
 * @module
 */
export { CharmRun } from "./agent/charm-run.ts"
export { type ExecutionEnd, executeInProcess } from "./agent/execute.ts"
export type { AgentPlace } from "./agent/hook-environment.ts"
export { betweenHooks } from "./agent/scopes.ts"
export type { ActionRun, Execution } from "./context/execution.ts"
export { HookContext } from "./context/hook-context.ts"
export { checkAction } from "./operator/actions.ts"
export { checkConfig, configure } from "./operator/config.ts"
export { addApplication, addUnit, unitsToDeploy } from "./operator/deploy.ts"
export { integrate } from "./operator/integrate.ts"
export { ensureLeader, setLeader } from "./operator/leadership.ts"
export { relationViews } from "./operator/relation-view.ts"
export { mayLeave, removeRelation, removeUnit, unitGone } from "./operator/remove.ts"
export type { ObservedVersions } from "./rules/hook-done.ts"
export { isObsolete, takeUpHook } from "./rules/leadership.ts"
export { nextHook, relationIds } from "./rules/next-operation.ts"
export { type ApplicationState, type ConfigValue, newApplication } from "./state/application.ts"
export type { InProcessCharm, InProcessExecution } from "./state/charm.ts"
export { Observer, type TimedEvent } from "./state/events.ts"
export {
  describeHook,
  type Hook,
  hookName,
  type RelationHook,
  type RelationHookKind,
  type SecretHook,
  type UnitHookKind,
} from "./state/hook.ts"
export { JUJU_VERSION, type JujuSeries, jujuVersionOf } from "./state/juju-version.ts"
export { getApplication, getUnit, type ModelState, newModelState, relationsOf } from "./state/model-state.ts"
export { isPeer, newRelation, type RelationEndpoint, type RelationState } from "./state/relation.ts"
export type { SecretState } from "./state/secret.ts"
export type { Settings } from "./state/settings.ts"
export { type StatusInfo, statusInfo } from "./state/status.ts"
export { newUnit, newUnitRelation, type UnitState } from "./state/unit.ts"
