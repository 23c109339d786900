/**
 * Juju's hook tools (also called hook commands): one function each, with the tool's own name. Output is checked before it is typed.
 * Within one hook, reads do not see databag writes that `@charmkit/ops` has staged but not sent yet.
 *
 * @module
 */

export { actionFail, actionGet, actionLog, actionSet } from "./hook-tools/action.ts"
export { type AgentRunnerOptions, agentRunner } from "./hook-tools/agent-runner.ts"
export { applicationVersionSet } from "./hook-tools/application-version.ts"
export { configGet } from "./hook-tools/config.ts"
export { type CloudCredential, type CloudSpec, credentialGet } from "./hook-tools/credential.ts"
export {
  closeEndpointPort,
  type EndpointPort,
  openEndpointPort,
  openedEndpointPorts,
} from "./hook-tools/endpoint-port.ts"
export {
  HookToolError,
  type HookToolFailure,
  HookToolOutputError,
  isHookToolError,
  isPermissionDenied,
  isRelationNotFound,
  refusalOf,
} from "./hook-tools/errors.ts"
export { type GoalState, type GoalStatus, goalState } from "./hook-tools/goal-state.ts"
export { isLeader, leaderGet, leaderSet } from "./hook-tools/leader.ts"
export { type JujuLogLevel, jujuLog } from "./hook-tools/log.ts"
export {
  type NetworkAddress,
  type NetworkInfo,
  type NetworkInterface,
  networkGet,
  unitGet,
} from "./hook-tools/network.ts"
export { closePort, openedPorts, openPort } from "./hook-tools/port.ts"
export { ProcessRunner, type ProcessRunnerOptions } from "./hook-tools/process-runner.ts"
export { jujuReboot } from "./hook-tools/reboot.ts"
export {
  type RelationRef,
  relationApp,
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
} from "./hook-tools/relation.ts"
export { resourceGet } from "./hook-tools/resource.ts"
export type { HookToolRunner } from "./hook-tools/runner.ts"
export {
  type SecretGrantee,
  type SecretRef,
  type SecretRotate,
  type SecretSettings,
  secretAdd,
  secretGet,
  secretGrant,
  secretIds,
  secretRemove,
  secretRevoke,
  secretSet,
} from "./hook-tools/secret.ts"
export { type SecretAccess, type SecretInfo, secretInfoGet } from "./hook-tools/secret-info.ts"
export { stateDelete, stateGet, stateSet } from "./hook-tools/state.ts"
export { type StatusTarget, type StatusValue, statusGet, statusSet } from "./hook-tools/status.ts"
export { type StorageInfo, storageAdd, storageGet, storageList } from "./hook-tools/storage.ts"
