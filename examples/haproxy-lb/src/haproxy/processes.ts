import { readdirSync, readFileSync, readlinkSync } from "node:fs"

const NAMESPACE = "ns/pid"

/** Ids of the processes that were started with this argument, apart from those in containers on this machine. */
export function processesWith(argument: string): readonly number[] {
  const own = attempt(() => readlinkSync(`/proc/self/${NAMESPACE}`))
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const line = attempt(() => readFileSync(`/proc/${name}/cmdline`, "latin1"))
    if (line?.split("\0").includes(argument) !== true) return []
    // A charm in a container may have the same paths.
    return attempt(() => readlinkSync(`/proc/${name}/${NAMESPACE}`)) === own ? [Number(name)] : []
  })
}

/** Asks a process to end; one that has ended in between is no error. */
export function terminate(id: number): void {
  attempt(() => process.kill(id, "SIGTERM"))
}

/** Any process may end between two looks at it. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
