import type { Hook } from "../state/hook.ts"
import { hookName, isRelationHook } from "../state/hook.ts"

/** An action that runs: what the charm may read, and what it has said so far. */
export interface ActionRun {
  readonly id: string
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly results: Map<string, unknown>
  readonly log: string[]
  /** When each line of the log was written. */
  readonly logTimes?: Date[]
  failure: string | undefined
  /** For `juju exec`: shell commands that run in place of the charm. */
  readonly commands?: string
}

/** One start of the charm: for a hook, or for an action. */
export type Execution =
  | { readonly kind: "hook"; readonly hook: Hook }
  | { readonly kind: "action"; readonly action: ActionRun }

/** `hooks/install` or `actions/do-it`: what the charm finds in JUJU_DISPATCH_PATH. */
export function dispatchPath(execution: Execution): string {
  if (commandsOf(execution) !== undefined) return ""
  return execution.kind === "hook" ? `hooks/${hookName(execution.hook)}` : `actions/${execution.action.name}`
}

export function executionName(execution: Execution): string {
  return execution.kind === "hook" ? hookName(execution.hook) : execution.action.name
}

export function commandsOf(execution: Execution): string | undefined {
  return execution.kind === "action" ? execution.action.commands : undefined
}

export function relationHookOf(execution: Execution) {
  return execution.kind === "hook" && isRelationHook(execution.hook) ? execution.hook : undefined
}
