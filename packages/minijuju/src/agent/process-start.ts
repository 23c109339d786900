import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

/**
 * Returns a process's start time as a string. Together with the process id it identifies a process, because the
 * id alone may be reused. Undefined when the process does not exist.
 */
export function processStart(pid: number): string | undefined {
  try {
    // Field 22 of /proc/<pid>/stat; the name in field 2 may contain spaces and brackets.
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
