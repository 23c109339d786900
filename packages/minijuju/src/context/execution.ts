import type { Hook } from "../state/hook.ts"
import { hookName, isRelationHook } from "../state/hook.ts"

/** A running action: its parameters, and the results and log of the charm so far. */
export interface ActionRun {
  readonly id: string
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly results: Map<string, unknown>
  readonly log: string[]
  /** The time of each line of the log. */
  readonly logTimes?: Date[]
  failure: string | undefined
  /** For `juju exec`: shell commands that run instead of the charm. */
  readonly commands?: string
}

/** One execution of the charm: for a hook, or for an action. */
export type Execution =
  | { readonly kind: "hook"; readonly hook: Hook }
  | { readonly kind: "action"; readonly action: ActionRun }

/** The value of JUJU_DISPATCH_PATH: `hooks/install` or `actions/do-it`. */
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
