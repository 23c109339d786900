import { checkString, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"
import { stdinMap } from "./stdin-map.ts"

/** Returns all state that the charm keeps in the controller. */
export function stateGet(runner: HookToolRunner): Record<string, string> {
  return runJson(runner, "state-get", ["--format=json"], recordOf(checkString))
}

/**
 * Adds and replaces keys; an empty string is stored, not deleted. Juju 3.6 applies it when the hook succeeds, and refuses
 * keys of more than 256 bytes and values of more than 65536.
 */
export function stateSet(runner: HookToolRunner, values: Readonly<Record<string, string>>): void {
  runner.run("state-set", ["--file", "-"], stdinMap(values))
}

/** Deletes a key. A missing key is not an error. */
export function stateDelete(runner: HookToolRunner, key: string): void {
  runner.run("state-delete", [key])
}
