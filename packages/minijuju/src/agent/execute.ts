import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { commandsOf, executionName } from "../context/execution.ts"
import type { HookContext } from "../context/hook-context.ts"
import { runTool } from "../hook-tools/run-tool.ts"
import { NeedStdin } from "../hook-tools/tool-error.ts"
import type { InProcessCharm, PackedCharm } from "../state/charm.ts"
import { AgentSocket } from "./agent-socket.ts"
import { CharmProcess } from "./charm-process.ts"
import { type DispatchFile, findDispatchFile } from "./dispatch-file.ts"
import { type AgentPlace, hookEnvironment } from "./hook-environment.ts"
import { killLeftovers } from "./process-tree.ts"

/** How one execution of a charm ended. */
export interface ExecutionEnd {
  readonly outcome: "ok" | "failed" | "killed" | "missing"
  /** Why it failed, in Go's wording: `exit status 1`, `signal: killed`. */
  readonly reason: string
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface ExecuteOptions {
  readonly place: AgentPlace
  readonly timeLimitMs: number
  /** Maximum bytes of output that are buffered for an action's results. */
  readonly keepBytes: number
  readonly onProcess: (process: CharmProcess | undefined) => void
}

/** Runs the operator's and charms' commands (Juju: `utils/exec`). Few systems lack it. */
export const SHELL = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh"

const DONE: ExecutionEnd = { outcome: "ok", reason: "", code: 0, stdout: "", stderr: "" }

export function failed(reason: string, rest: Partial<ExecutionEnd> = {}): ExecutionEnd {
  return { ...DONE, outcome: "failed", code: 1, ...rest, reason }
}

/** Starts a packed charm's `dispatch` for one hook or action and waits until it exits. */
export async function executePacked(
  context: HookContext,
  _charm: PackedCharm,
  options: ExecuteOptions,
): Promise<ExecutionEnd> {
  const commands = commandsOf(context.execution)
  context.unitDir = dirname(options.place.charmDir)
  const file: DispatchFile =
    commands === undefined
      ? await findDispatchFile(options.place.charmDir, context.execution)
      : { kind: "run", file: SHELL, args: ["-c", commands] }
  if (file.kind === "missing") {
    // Nothing waits for it.
    options.place.machine?.catch(() => undefined)
    return { ...DONE, outcome: "missing" }
  }
  if (file.kind === "broken") return failed(file.reason)
  const socket = await AgentSocket.listen(context, options.place.socket)
  try {
    const machine = await options.place.machine
    const command = { file: file.file, args: file.args ?? [], cwd: options.place.charmDir }
    const charm = new CharmProcess({
      ...(machine?.command(command) ?? command),
      env: hookEnvironment(context, options.place),
      timeLimitMs: options.timeLimitMs,
      keepBytes: options.keepBytes,
      onLine: (stream, line) => logOutput(context, stream === "stdout" ? "DEBUG" : "WARNING", line),
    })
    options.onProcess(charm)
    const end = await charm.ended
    const output = { stdout: end.stdout, stderr: end.stderr, code: end.code ?? 1 }
    if (end.timedOut) {
      killLeftovers("JUJU_CONTEXT_ID", context.id)
      return failed(`no end after ${options.timeLimitMs / 1000} s: killed with its children`, output)
    }
    const killed = end.signal === "SIGTERM" || end.signal === "SIGKILL"
    if (end.signal !== undefined)
      return { ...failed(`signal: ${end.signal}`, output), outcome: killed ? "killed" : "failed" }
    // Commands that exit with another code have run: their writes are committed (Juju: `utils/exec` Wait).
    if (end.code === 0 || commands !== undefined) return { ...DONE, ...output }
    return failed(`exit status ${end.code}`, output)
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  } finally {
    options.onProcess(undefined)
    const held = await socket.close()
    if (held > 0)
      logOutput(context, "DEBUG", `${held} hook tool connection(s) still open after the charm's end were cut`)
  }
}

/** Runs a charm inside this process, for tests: same context and tools, but no process and no socket. */
export async function executeInProcess(
  context: HookContext,
  charm: InProcessCharm,
  place: AgentPlace,
  timeLimitMs: number,
): Promise<ExecutionEnd> {
  if (commandsOf(context.execution) !== undefined)
    return failed("a charm inside this process has no machine to run commands on")
  context.unitDir = dirname(place.charmDir)
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, timeLimitMs, "late")
  })
  try {
    const run = charm.run({
      env: hookEnvironment(context, place),
      charmDir: place.charmDir,
      runTool: (name, args, stdin) => {
        try {
          return runTool(context, {
            name,
            args,
            dir: place.charmDir,
            ...(stdin === undefined ? {} : { stdin }),
          })
        } catch (error) {
          const text = error instanceof NeedStdin ? "hook tool requires stdin, none supplied" : String(error)
          return { code: 1, stdout: new Uint8Array(), stderr: Buffer.from(`ERROR ${text}\n`) }
        }
      },
    })
    const code = await Promise.race([run, limit])
    if (code === "late") return failed(`no end after ${timeLimitMs / 1000} s`)
    return code === 0 ? DONE : failed(`exit status ${code}`, { code })
  } catch (error) {
    logOutput(context, "ERROR", error instanceof Error ? (error.stack ?? error.message) : String(error))
    return failed("exit status 1")
  } finally {
    clearTimeout(timer)
  }
}

function logOutput(context: HookContext, level: string, message: string): void {
  const module = executionName(context.execution)
  context.observer.emit({ type: "log", entity: context.unit.name, level, module, message })
}
