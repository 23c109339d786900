import {
  commandsOf,
  dispatchPath,
  type Execution,
  executionName,
  relationHookOf,
} from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { isSecretHook, isStorageHook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"
import type { IsolatedMachine } from "./isolated-machine.ts"
import { proxyVariables } from "./proxy-variables.ts"

/** The paths of one execution of a unit's charm. */
export interface AgentPlace {
  readonly charmDir: string
  readonly toolsDir: string
  readonly socket: string
  /** The machine to run on, if it is not this whole system; rejects if it cannot be started. */
  readonly machine?: Promise<IsolatedMachine> | undefined
}

/** Inherited from minijuju's own environment. All other variables of a hook are set here, as Juju does. */
const PASSED_ON = ["PATH", "TMPDIR"]

/**
 * Returns the whole environment of a hook or action, as Juju sets it on a machine.
 * Almost nothing is inherited, so that the caller's NODE_OPTIONS or certificate list cannot slow down the start
 * of a hook.
 */
export function hookEnvironment(context: HookContext, place: AgentPlace): Record<string, string> {
  const { state, unit, execution } = context
  const env: Record<string, string> = {
    APT_LISTCHANGES_FRONTEND: "none",
    CHARM_DIR: place.charmDir,
    CLOUD_API_VERSION: "",
    DEBIAN_FRONTEND: "noninteractive",
    JUJU_AGENT_SOCKET_ADDRESS: place.socket,
    JUJU_AGENT_SOCKET_NETWORK: "unix",
    JUJU_API_ADDRESSES: "127.0.0.1:17070",
    JUJU_AVAILABILITY_ZONE: "",
    JUJU_CHARM_DIR: place.charmDir,
    JUJU_CONTEXT_ID: context.id,
    JUJU_HOOK_NAME: execution.kind === "hook" ? executionName(execution) : "",
    JUJU_MACHINE_ID: unit.machine,
    JUJU_MODEL_NAME: state.name,
    JUJU_MODEL_UUID: state.uuid,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? "",
    JUJU_UNIT_NAME: unit.name,
    JUJU_VERSION: state.jujuVersion,
    LANG: "C.UTF-8",
    TERM: "tmux-256color",
    ...(commandsOf(execution) === undefined ? { JUJU_DISPATCH_PATH: dispatchPath(execution) } : {}),
    ...proxyVariables(state),
    ...versionVariables(state),
    ...relationVariables(execution),
    ...secretVariables(state, execution),
    ...storageVariables(state, execution),
    ...actionVariables(execution),
  }
  for (const name of PASSED_ON) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  env.PATH = `${place.toolsDir}:${env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}`
  return env
}

function versionVariables(state: ModelState): Record<string, string> {
  const { sla, traceConfig } = jujuRules(state)
  return {
    ...(sla && { JUJU_SLA: "unsupported" }),
    ...(traceConfig && {
      JUJU_CHARM_TRACE_CONFIG_CA_CERT: "",
      JUJU_CHARM_TRACE_CONFIG_GRPC: "",
      JUJU_CHARM_TRACE_CONFIG_HTTP: "",
    }),
  }
}

function relationVariables(execution: Execution): Record<string, string> {
  const hook = relationHookOf(execution)
  if (hook === undefined) return {}
  return {
    JUJU_RELATION: hook.endpoint,
    JUJU_RELATION_ID: `${hook.endpoint}:${hook.relationId}`,
    JUJU_REMOTE_APP: hook.remoteApp,
    JUJU_REMOTE_UNIT: hook.remoteUnit,
    ...(hook.kind === "departed" ? { JUJU_DEPARTING_UNIT: hook.departingUnit ?? "" } : {}),
  }
}

function secretVariables(state: ModelState, execution: Execution): Record<string, string> {
  if (execution.kind !== "hook" || !isSecretHook(execution.hook)) return {}
  const { kind, secretId, label, revision } = execution.hook
  // The worker that watches for expiry sends the agent the id alone (3.6 and 4.0: `worker/secretexpire`).
  const isBare =
    kind === "secret-expired" || (kind === "secret-remove" && jujuRules(state).removedSecretIdIsBare)
  return {
    JUJU_SECRET_ID: isBare ? secretId : `secret:${secretId}`,
    JUJU_SECRET_LABEL: label,
    ...(kind === "secret-remove" || kind === "secret-expired"
      ? { JUJU_SECRET_REVISION: String(revision) }
      : {}),
  }
}

function storageVariables({ storages }: ModelState, execution: Execution): Record<string, string> {
  const id = execution.kind === "hook" && isStorageHook(execution.hook) ? execution.hook.storageId : ""
  const storage = storages.get(id)
  if (storage === undefined) return {}
  const location = storage.attachment?.location ?? ""
  return { JUJU_STORAGE_ID: id, JUJU_STORAGE_KIND: storage.kind, JUJU_STORAGE_LOCATION: location }
}

function actionVariables(execution: Execution): Record<string, string> {
  if (execution.kind !== "action") return {}
  const { id, name } = execution.action
  return { JUJU_ACTION_NAME: name, JUJU_ACTION_UUID: id, JUJU_ACTION_TAG: `action-${id}` }
}
