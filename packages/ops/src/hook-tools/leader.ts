import { BOOL, runJson, TEXT_MAP } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** True is a promise of Juju's for about 30 seconds. */
export function isLeader(runner: HookToolRunner): boolean {
  return runJson(runner, BOOL, "is-leader", ["--format=json"])
}

/** Leadership settings, gone in Juju 4; use a peer relation's application databag instead. */
export function leaderGet(runner: HookToolRunner): Record<string, string> {
  return runJson(runner, TEXT_MAP, "leader-get", ["--format=json"])
}

/** Written at once, not with the hook. */
export function leaderSet(runner: HookToolRunner, values: Readonly<Record<string, string>>): void {
  runner.run(
    "leader-set",
    Object.entries(values).map(([key, value]) => `${key}=${value}`),
  )
}
