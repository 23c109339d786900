import { PackError } from "../errors.ts"

/** What runs a packed charm: the unit's Node.js, or a Bun in the archive. */
export type Runtime = "node" | "bun"

export const RUNTIMES: readonly Runtime[] = ["node", "bun"]

/**
 * What was asked for, or else what the environment says (`CHARMKIT_RUNTIME`), or else Node.js.
 * @throws PackError for a name that is none
 */
export function chosenRuntime(asked: string | undefined): Runtime {
  const named = asked ?? process.env.CHARMKIT_RUNTIME ?? ""
  const found = RUNTIMES.find((runtime) => runtime === (named || "node"))
  if (found === undefined)
    throw new PackError("runtime", `there is no runtime "${named}"; use ${RUNTIMES.join(" or ")}`)
  return found
}
