import type { ToolReply } from "@charmkit/ops/agent-protocol"
import type { CharmSpec } from "@charmkit/ops/metadata"

/** A charm that minijuju can deploy: a packed archive run as processes, or a program run inside this process. */
export type Charm = PackedCharm | InProcessCharm

export interface PackedCharm {
  readonly kind: "packed"
  readonly spec: CharmSpec
  /** The model's own copy of the archive: the user's file may change afterwards. */
  readonly archive: string
}

/** For tests: hooks are function calls, hook tools answer at once, everything else is the same model. */
export interface InProcessCharm {
  readonly kind: "in-process"
  readonly spec: CharmSpec
  /** Runs one hook or action and resolves to its exit code; a rejection counts as exit code 1. */
  run(execution: InProcessExecution): Promise<number>
}

/** One hook of a charm that runs in this process. */
export interface InProcessExecution {
  /** Exactly what a charm process would find in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly charmDir: string
  runTool(tool: string, args: readonly string[], stdin?: string): ToolReply
}
