import { runJson, TEXT_MAP_OR_NULL } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** The unit's whole state as Juju keeps it, with what this hook has written. */
export function stateGet(runner: HookToolRunner): Record<string, string> {
  return runJson(runner, TEXT_MAP_OR_NULL, "state-get", ["--format=json"]) ?? {}
}

/** Held back until the hook succeeds. `""` is a value here, it does not delete. */
export function stateSet(runner: HookToolRunner, values: Readonly<Record<string, string>>): void {
  runner.run("state-set", ["--file", "-"], JSON.stringify(values))
}

export function stateDelete(runner: HookToolRunner, key: string): void {
  runner.run("state-delete", [key])
}
