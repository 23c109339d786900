import { jujuRules } from "../state/juju-version.ts"
import { actionFail, actionGet, actionLog, actionSet } from "./action-tools.ts"
import { configGet } from "./config-tools.ts"
import { goalState } from "./goal-state-tool.ts"
import { isLeader, leaderGet, leaderSet } from "./leader-tools.ts"
import { jujuLog } from "./log-tools.ts"
import { networkGet, unitGet } from "./network-tools.ts"
import { closePort, openedPorts, openPort } from "./port-tools.ts"
import { relationGet, relationIds, relationList, relationModelGet, relationSet } from "./relation-tools.ts"
import { resourceGet } from "./resource-tool.ts"
import { secretGet } from "./secret-get-tool.ts"
import { secretGrant, secretRevoke } from "./secret-grant-tools.ts"
import { secretIds, secretInfoGet } from "./secret-info-tools.ts"
import { secretAdd, secretRemove, secretSet } from "./secret-write-tools.ts"
import { stateDelete, stateGet, stateSet } from "./state-tools.ts"
import { applicationVersionSet, statusGet, statusSet } from "./status-tools.ts"
import { storageAdd, storageGet, storageList } from "./storage-tools.ts"
import type { HookTool } from "./tool.ts"

const EMULATED: readonly HookTool[] = [
  actionFail,
  actionGet,
  actionLog,
  actionSet,
  applicationVersionSet,
  closePort,
  configGet,
  goalState,
  isLeader,
  jujuLog,
  leaderGet,
  leaderSet,
  networkGet,
  openPort,
  openedPorts,
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
  resourceGet,
  secretAdd,
  secretGet,
  secretGrant,
  secretIds,
  secretInfoGet,
  secretRemove,
  secretRevoke,
  secretSet,
  stateDelete,
  stateGet,
  stateSet,
  statusGet,
  statusSet,
  storageAdd,
  storageGet,
  storageList,
  unitGet,
]

/**
 * Tools of Juju 3.6 that exist by name only: each fails with an error that says so. KNOWN-GAPS.md lists the
 * same names.
 */
export const NOT_EMULATED: readonly string[] = [
  "credential-get",
  "juju-reboot",
  "k8s-raw-get",
  "k8s-raw-set",
  "k8s-spec-get",
  "k8s-spec-set",
  "payload-register",
  "payload-status-set",
  "payload-unregister",
  "pod-spec-get",
  "pod-spec-set",
]

export const TOOLS: ReadonlyMap<string, HookTool> = new Map(EMULATED.map((tool) => [tool.name, tool]))

/** Names of all tools on a hook's PATH. */
export function toolNames(jujuVersion: string): readonly string[] {
  const { removedTools } = jujuRules({ jujuVersion })
  return [...TOOLS.keys(), ...NOT_EMULATED].filter((name) => !removedTools.includes(name)).sort()
}
