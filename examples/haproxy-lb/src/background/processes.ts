import { readdirSync, readFileSync, readlinkSync } from "node:fs"

const NAMESPACE = "ns/pid"

export interface Process {
  readonly id: number
  readonly args: readonly string[]
}

/** The processes with this argument, without those in containers on this machine. */
export function processesWith(argument: string): readonly Process[] {
  const own = attempt(() => readlinkSync(`/proc/self/${NAMESPACE}`))
  return (attempt(() => readdirSync("/proc")) ?? []).flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const args = commandLineOf(Number(name))
    if (args?.includes(argument) !== true) return []
    // A charm in a container may have the same paths.
    return attempt(() => readlinkSync(`/proc/${name}/${NAMESPACE}`)) === own
      ? [{ id: Number(name), args }]
      : []
  })
}

/** Undefined if there is no such process. */
export function commandLineOf(id: number): readonly string[] | undefined {
  return attempt(() => readFileSync(`/proc/${id}/cmdline`, "utf8"))?.split("\0")
}

/** Sends SIGTERM to a process; a process that has already ended is not an error. */
export function terminate(id: number): void {
  attempt(() => process.kill(id, "SIGTERM"))
}

/** Any process may end while its files are read. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
