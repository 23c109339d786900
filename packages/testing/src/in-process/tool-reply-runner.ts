import { HookToolError, type HookToolRunner } from "@charmkit/ops/hook-tools"
import type { InProcessExecution } from "minijuju"

/** Runs a charm's hook tools directly on a model, with the same replies as over the agent's socket. */
export class ToolReplyRunner implements HookToolRunner {
  readonly #runTool: InProcessExecution["runTool"]

  constructor(runTool: InProcessExecution["runTool"]) {
    this.#runTool = runTool
  }

  run(tool: string, args: readonly string[], stdin?: string): string {
    const { code, stdout, stderr } = this.#runTool(tool, args, stdin)
    if (code === 0) return Buffer.from(stdout).toString("utf8")
    throw new HookToolError({ tool, args, exitCode: code, stderr: Buffer.from(stderr).toString("utf8") })
  }
}
