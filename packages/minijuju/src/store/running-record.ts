import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { processStart } from "../agent/process-start.ts"
import { killGroup, killLeftovers } from "../agent/process-tree.ts"
import type { RunningExecution } from "../agent/runtime.ts"

/** Writes down which charm process runs for a unit; without one, that none does. */
export function noteRunning(file: string, execution: RunningExecution | undefined): void {
  if (execution === undefined) {
    rmSync(file, { force: true })
    return
  }
  const { contextId, pid } = execution
  const started = pid === undefined ? undefined : processStart(pid)
  writeFileSync(file, JSON.stringify({ contextId, pid, started }))
}

/**
 * Ends the hook that a killed minijuju has left running: it has lost its agent, and it will run again. What
 * earlier hooks have started (the workload) stays.
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
    // None, or cut off by a power cut, after which nothing runs any more.
    return {}
  }
}
