import { checkBoolean, checkString, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** Whether this unit leads its application. Juju guarantees a yes for 30 s; a no is valid for the whole hook. */
export function isLeader(runner: HookToolRunner): boolean {
  return runJson(runner, "is-leader", ["--format=json"], checkBoolean)
}

/** Returns the leader's settings, readable by all units. Up to Juju 3; peer relation data replace them. */
export function leaderGet(runner: HookToolRunner): Record<string, string> {
  return runJson(runner, "leader-get", ["--format=json"], recordOf(checkString))
}

/** Writes leader settings at once (leader only); an empty string deletes a key. Up to Juju 3. */
export function leaderSet(runner: HookToolRunner, values: Readonly<Record<string, string>>): void {
  runner.run(
    "leader-set",
    Object.entries(values).map(([key, value]) => `${key}=${value}`),
  )
}
