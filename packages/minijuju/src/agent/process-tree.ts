import { readdirSync, readFileSync } from "node:fs"

/** Ends a process group that we started; a group that is gone already is fine. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** Also true for a process of another user. */
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
 * Processes with this variable in their environment: daemons that a hook left behind in a session of their
 * own. Linux only (elsewhere none are found); an environment that was emptied hides a process, KNOWN-GAPS.md says so.
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

/** Kills what hooks have left running: all of a model's (JUJU_MODEL_UUID), or one execution's (JUJU_CONTEXT_ID). */
export function killLeftovers(name: "JUJU_MODEL_UUID" | "JUJU_CONTEXT_ID", value: string): void {
  // A process may fork between the look and the kill: look until nothing new shows up.
  for (let round = 0; round < 10; round++) {
    const found = processesWith(name, value)
    if (found.length === 0) break
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL")
      } catch (error) {
        if (!isGone(error)) throw error
      }
    }
  }
}
