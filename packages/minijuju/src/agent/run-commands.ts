import type { ToolReply } from "@charmkit/ops/agent-protocol"
import { RUN_COMMANDS } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { runError } from "../hook-tools/tool-error.ts"
import { execRelation } from "../rules/exec-relation.ts"
import { statusInfo } from "../state/status.ts"
import type { UnitState } from "../state/unit.ts"
import { CharmRun } from "./charm-run.ts"
import type { ExecRequest } from "./exec-socket.ts"
import type { ExecutionEnd } from "./execute.ts"
import type { AgentRuntime } from "./runtime.ts"

/**
 * Runs the commands of a `juju-exec` on a unit. Their writes are committed, whatever their exit code (Juju:
 * `RunCommands` in `uniter/runner/runner.go`).
 *
 * @param done receives what the caller prints
 * @param refuse receives the reason if the commands cannot run, were killed, or the controller refuses their writes
 * @returns whether every agent must check for a hook afterwards
 */
export function runCommands(
  runtime: AgentRuntime,
  unit: UnitState,
  request: ExecRequest,
  execute: (context: HookContext) => Promise<ExecutionEnd>,
  done: (reply: ToolReply) => void,
  refuse: (reason: unknown) => void,
): Promise<boolean> {
  return runtime.inTurn(unit, async () => {
    try {
      const run = charmRun(runtime, unit, request)
      const end = await observed(run, execute)
      runtime.save()
      if (end.outcome === "ok")
        done({ code: end.code, stdout: Buffer.from(end.stdout), stderr: Buffer.from(end.stderr) })
      else refuse(runError(end.reason))
      return run.context.concernsAll
    } catch (error) {
      refuse(error)
      return false
    }
  })
}

function charmRun(
  { state, observer }: AgentRuntime,
  unit: UnitState,
  { commands, relationId, ...remote }: ExecRequest,
): CharmRun {
  const relation =
    relationId === undefined ? {} : { relation: execRelation(state, unit, { relationId, ...remote }) }
  return new CharmRun(state, unit, { kind: "commands", commands, ...relation }, observer)
}

/** Runs and commits, which the model's listeners and the unit's status show. */
async function observed(
  run: CharmRun,
  execute: (context: HookContext) => Promise<ExecutionEnd>,
): Promise<ExecutionEnd> {
  const { observer, unit } = run.context
  observer.emit({ type: "hook-started", unit: unit.name, hook: RUN_COMMANDS, attempt: 1 })
  unit.agentStatus = statusInfo("executing", "running commands")
  const started = performance.now()
  const end = run.commit(await execute(run.context))
  unit.agentStatus = statusInfo("idle")
  const isDone = end.outcome === "ok"
  observer.emit({
    type: "hook-finished",
    unit: unit.name,
    hook: RUN_COMMANDS,
    outcome: isDone ? "ok" : "failed",
    durationMs: performance.now() - started,
    toolCalls: run.context.toolCalls,
    ...(isDone ? {} : { reason: end.reason }),
  })
  return end
}
