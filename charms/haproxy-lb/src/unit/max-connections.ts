import { readFileSync } from "node:fs"
import { totalmem } from "node:os"

/** Files that an engine opens in addition to connections and listening sockets: checks, certificates; a quarter of all, if that is less. */
const OTHER_FILES = 1_000
/** The part of the other files that listening sockets can use. */
const SHARE_OF_PORTS = 2 / 3
/** The client's and the backend's socket. */
const FILES_PER_CONNECTION = 2

/** In bytes: two buffers of 16 KiB, and the state of TLS. */
const MEMORY_PER_CONNECTION = 65_536
/** The part of the machine's memory that connections can use. */
const SHARE_OF_MEMORY = 0.5

/** What a machine lets the engine use. */
export interface MachineLimits {
  /** How many files a process can open; infinite if there is no limit. */
  readonly openFiles: number
  /** In bytes, of the whole machine. */
  readonly memory: number
}

/**
 * Maximum number of clients of this unit: the operator's value, limited by the number of files that the system lets a process open and by the
 * machine's memory. At least one.
 * @param ports number of ports that the unit listens on
 */
export function maxConnections(
  requested: number,
  ports: number,
  limits: MachineLimits = thisMachine(),
): number {
  const files = (freeFiles(limits) - Math.min(ports, maxPorts(limits))) / FILES_PER_CONNECTION
  const memory = (limits.memory * SHARE_OF_MEMORY) / MEMORY_PER_CONNECTION
  return Math.max(1, Math.floor(Math.min(requested, files, memory)))
}

/** Maximum number of ports of this unit. Above it, connections would not find enough files. */
export const maxPorts = (limits: MachineLimits = thisMachine()): number =>
  Math.floor(freeFiles(limits) * SHARE_OF_PORTS)

const freeFiles = ({ openFiles }: MachineLimits): number => openFiles - Math.min(OTHER_FILES, openFiles / 4)

function thisMachine(): MachineLimits {
  return { openFiles: openFiles(readLimits()), memory: totalmem() }
}

/**
 * The soft limit in the text of `/proc/PID/limits`, infinite if it has none. Node.js raises the soft limit to the hard one, and its children
 * inherit it.
 */
export function openFiles(limits: string): number {
  const [, soft = ""] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
  return Number(soft) || Number.POSITIVE_INFINITY
}

/** Empty where there is no such file. */
function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8")
  } catch {
    return ""
  }
}
