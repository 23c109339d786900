import { HookToolOutputError } from "./errors.ts"
import { isMapping, MAPPING, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

export interface StatusTarget {
  /** The application's status (leader only) instead of the unit's. */
  readonly application: boolean
}

/** Takes effect at once, and stays if the hook fails. */
export function statusSet(
  runner: HookToolRunner,
  { application }: StatusTarget,
  status: string,
  message: string,
): void {
  runner.run("status-set", [`--application=${application}`, status, "--", message])
}

/** As it was when the hook started: Juju does not show a hook its own status-set. */
export function statusGet(
  runner: HookToolRunner,
  { application }: StatusTarget,
): { status: string; message: string } {
  const args = ["--include-data", "--format=json", `--application=${application}`]
  const answer = runJson(runner, MAPPING, "status-get", args)
  const found = application ? answer["application-status"] : answer
  if (!isMapping(found) || typeof found.status !== "string") {
    throw new HookToolOutputError("status-get", args, "an object with a status", JSON.stringify(answer))
  }
  return { status: found.status, message: typeof found.message === "string" ? found.message : "" }
}
