import type { ToolReply } from "@charmkit/ops/agent-protocol"
import type { CharmSpec } from "@charmkit/ops/metadata"

/** A charm that minijuju can deploy: a packed archive run in processes, or a program run inside this process. */
export type Charm = PackedCharm | InProcessCharm

export interface PackedCharm {
  readonly kind: "packed"
  readonly spec: CharmSpec
  /** What its manifest names; undefined for a charm without a manifest, which names series instead. */
  readonly bases: readonly CharmBase[] | undefined
  /** 1 for a charm that names series, also if it has bases. */
  readonly format: 1 | 2
  /** The model's own copy of the archive, because the user's file may change later. */
  readonly archive: string
}

/** A system on which a charm runs. */
export interface CharmBase {
  readonly name: string
  readonly channel: string
  /** Empty: all. */
  readonly architectures: readonly string[]
}

/** A charm for tests: hooks and hook tools are function calls, everything else is the same model. */
export interface InProcessCharm {
  readonly kind: "in-process"
  readonly spec: CharmSpec
  /** Runs one hook or action and resolves to its exit code. A rejection counts as exit code 1. */
  run(execution: InProcessExecution): Promise<number>
}

/** One execution of a charm that runs inside this process. */
export interface InProcessExecution {
  /** The variables that a charm process would find in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly charmDir: string
  runTool(tool: string, args: readonly string[], stdin?: string): ToolReply
}
