import {
  CharmRun,
  type ExecutionEnd,
  executeInProcess,
  getApplication,
  type Hook,
  type InProcessCharm,
  type ModelState,
  type Observer,
  type UnitState,
} from "minijuju/state-transition"

const PLACEHOLDER_PATHS = { charmDir: "/charm", toolsDir: "/charm/tools", socket: "@no-agent" }
const TIME_LIMIT_MS = 300_000

/** A hook whose code has run and whose writes are not committed yet. */
export interface ExecutedHook {
  readonly hook: Hook
  /** Commits the writes. Returns a reason if Juju counts the hook as failed. */
  commit(): string | undefined
}

/**
 * Runs the code of a hook without committing it, so that other units can run in between, as on other machines.
 * @param toolCalls number of hook tool calls after which all further ones are ignored, as if the hook's process had been killed
 */
export async function runHook(
  model: ModelState,
  observer: Observer,
  unit: UnitState,
  hook: Hook,
  toolCalls: number,
): Promise<ExecutedHook> {
  const { charm } = getApplication(model, unit.application)
  if (charm.kind !== "in-process") throw new Error("a stepped model runs charms inside this process only")
  const run = new CharmRun(model, unit, { kind: "hook", hook }, observer)
  const errors: string[] = []
  const deaf = observer.listen((event) => {
    if (event.type === "log" && event.level === "ERROR" && event.entity === unit.name)
      errors.push(event.message)
  })
  const executed = await executeInProcess(
    run.context,
    limited(charm, toolCalls),
    PLACEHOLDER_PATHS,
    TIME_LIMIT_MS,
  )
  deaf()
  const commit = (): string | undefined => {
    const end: ExecutionEnd = run.commit(executed)
    return end.outcome === "ok" ? undefined : [end.reason, ...errors].join("\n")
  }
  return { hook, commit }
}

function limited(charm: InProcessCharm, toolCalls: number): InProcessCharm {
  if (toolCalls === Number.POSITIVE_INFINITY) return charm
  let left = toolCalls
  return {
    ...charm,
    run: (execution) =>
      charm.run({
        ...execution,
        runTool: (tool, args, stdin) => {
          left -= 1
          if (left >= 0) return execution.runTool(tool, args, stdin)
          return { code: 1, stdout: new Uint8Array(), stderr: Buffer.from("ERROR the hook was killed\n") }
        },
      }),
  }
}
