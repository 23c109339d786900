import { readFileSync } from "node:fs"

/** Files that an engine opens in addition to connections: listening sockets, checks, certificates. */
const OTHER_FILES = 1_000
/** The client's and the backend's socket. */
const FILES_PER_CONNECTION = 2

/**
 * Maximum number of clients of this unit: the operator's value, limited by the number of files that the system lets a process open.
 */
export function maxConnections(requested: number): number {
  return Math.max(1, Math.min(requested, Math.floor((openFiles() - OTHER_FILES) / FILES_PER_CONNECTION)))
}

/** Node.js raises the soft limit to the hard one, and its children inherit it. */
function openFiles(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8")
    const [, soft = ""] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
    return Number(soft) || Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
