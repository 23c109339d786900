import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

/**
 * When a process started, as a text that is equal only for the same process: its id alone may have gone to
 * another one meanwhile. Undefined when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    // Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
  } catch {
    if (process.platform === "linux") return undefined
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined
  } catch {
    return undefined
  }
}
