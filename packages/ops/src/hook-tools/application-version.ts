import type { HookToolRunner } from "./runner.ts"

/** The version of the workload, for `juju status`. At once. */
export function applicationVersionSet(runner: HookToolRunner, version: string): void {
  runner.run("application-version-set", ["--", version])
}
