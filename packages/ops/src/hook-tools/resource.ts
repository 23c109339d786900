import type { HookToolRunner } from "./runner.ts"

/** The path of a resource's file; Juju fetches it first if it must. */
export function resourceGet(runner: HookToolRunner, name: string): string {
  return runner.run("resource-get", [name]).trim()
}
