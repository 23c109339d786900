import { PackError } from "../errors.ts"

/** The runtime of a packed charm: the unit's Node.js, or a Bun in the archive. */
export type Runtime = "node" | "bun"

const RUNTIMES: readonly Runtime[] = ["node", "bun"]
export const RUNTIME_NAMES = RUNTIMES.join(" or ")

export function runtimeNamed(name: string): Runtime | undefined {
  return RUNTIMES.find((runtime) => runtime === name)
}

/**
 * Returns the requested runtime, or else that of the environment (`CHARMKIT_RUNTIME`), or else Node.js.
 * @throws PackError for an unknown name
 */
export function chosenRuntime(requested: Runtime | undefined): Runtime {
  const named = requested ?? (process.env.CHARMKIT_RUNTIME || "node")
  const found = runtimeNamed(named)
  if (found === undefined)
    throw new PackError("runtime", `there is no runtime "${named}"; use ${RUNTIME_NAMES}`)
  return found
}
