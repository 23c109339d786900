import { readdirSync, readFileSync } from "node:fs"

/**
 * Kills a process group that we started. A group that no longer exists is no error.
 * @throws RangeError for 0 and 1, which to the system are the caller's own group and all processes
 */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  if (leader < 2) throw new RangeError(`${leader} is not a process group that we started`)
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** Kills a process. One that no longer exists is no error. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** Whether a process exists, including one of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM")
}

/**
 * Returns the ids of processes with this variable in their environment: daemons that a hook started in a
 * session of their own. Linux only (elsewhere it finds none). A process that cleared its environment is not
 * found (KNOWN-GAPS.md).
 */
export function processesWith(name: string, value: string): number[] {
  const mark = `${name}=${value}\0`
  return procIds().filter((pid) => pid !== process.pid && readEnvironment(pid).includes(mark))
}

function procIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function readEnvironment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1")
  } catch {
    return ""
  }
}

/**
 * Kills processes that hooks left running: all of a model's (JUJU_MODEL_UUID), or one execution's
 * (JUJU_CONTEXT_ID).
 */
export function killLeftovers(name: "JUJU_MODEL_UUID" | "JUJU_CONTEXT_ID", value: string): void {
  // A process may fork between the search and the kill: repeat until the search finds no new process.
  for (let round = 0; round < 10; round++) {
    const found = processesWith(name, value)
    if (found.length === 0) break
    for (const pid of found) killProcess(pid)
  }
}
