import { readFileSync } from "node:fs"

/** Files that an engine opens apart from connections: sockets that listen, checks, certificates. */
const OTHER_FILES = 1_000
/** Of the client and of the backend. */
const FILES_PER_CONNECTION = 2

/**
 * How many clients this unit can have at once: as the operator says, but no more than the system lets a process of the charm open.
 * @param option its value; anything but a number counts as 1
 */
export function maxConnections(option: unknown): number {
  const wanted = typeof option === "number" ? option : 1
  return Math.max(1, Math.min(wanted, Math.floor((openFiles() - OTHER_FILES) / FILES_PER_CONNECTION)))
}

/** Node.js lifts the soft limit to the hard one, and its children have it, too. */
function openFiles(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8")
    const [, soft = ""] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
    return Number(soft) || Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
