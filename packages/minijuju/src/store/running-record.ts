import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { processStart } from "../agent/process-start.ts"
import { killGroup, killLeftovers } from "../agent/process-tree.ts"
import type { RunningExecution } from "../agent/runtime.ts"

/** Records which charm process runs for a unit; undefined if none runs. */
export function recordRunning(file: string, execution: RunningExecution | undefined): void {
  if (execution === undefined) {
    rmSync(file, { force: true })
    return
  }
  const { contextId, pid } = execution
  const started = pid === undefined ? undefined : processStart(pid)
  writeFileSync(file, JSON.stringify({ contextId, pid, started }))
}

/**
 * Kills a hook that a killed minijuju left running: it has no agent any more and will be run again. Processes
 * that earlier hooks started (the workload) continue.
 */
export function endRecorded(file: string): void {
  const { contextId, pid, started } = readRecord(file)
  if (typeof pid === "number" && typeof started === "string" && processStart(pid) === started)
    killGroup(pid, "SIGKILL")
  if (typeof contextId === "string") killLeftovers("JUJU_CONTEXT_ID", contextId)
  rmSync(file, { force: true })
}

function readRecord(file: string): { contextId?: unknown; pid?: unknown; started?: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"))
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    // The file is missing, or incomplete after a power failure, after which nothing runs any more.
    return {}
  }
}
