import type { Hook, RelationHook } from "../state/hook.ts"
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

/** The relation that an execution is about, and whose side of it. Empty names: none. */
export type RelationOfExecution = Pick<RelationHook, "relationId" | "endpoint" | "remoteApp" | "remoteUnit"> &
  Partial<Pick<RelationHook, "kind" | "departingUnit">>

/** One execution on a unit: of its charm, for a hook or an action, or of shell commands that a process sent with `juju-exec`. */
export type Execution =
  | { readonly kind: "hook"; readonly hook: Hook }
  | { readonly kind: "action"; readonly action: ActionRun }
  | { readonly kind: "commands"; readonly commands: string; readonly relation?: RelationOfExecution }

/** What the commands of a `juju-exec` are called in events and contexts. */
export const RUN_COMMANDS = "run-commands"

/** The value of JUJU_DISPATCH_PATH: `hooks/install` or `actions/do-it`. */
export function dispatchPath(execution: Execution): string {
  if (execution.kind === "hook") return `hooks/${hookName(execution.hook)}`
  return commandsOf(execution) === undefined ? `actions/${executionName(execution)}` : ""
}

export function executionName(execution: Execution): string {
  if (execution.kind === "commands") return RUN_COMMANDS
  return execution.kind === "hook" ? hookName(execution.hook) : execution.action.name
}

export function commandsOf(execution: Execution): string | undefined {
  if (execution.kind === "commands") return execution.commands
  return execution.kind === "action" ? execution.action.commands : undefined
}

export function relationHookOf(execution: Execution): RelationOfExecution | undefined {
  if (execution.kind === "commands") return execution.relation
  return execution.kind === "hook" && isRelationHook(execution.hook) ? execution.hook : undefined
}
