import type { HookToolRunner } from "./runner.ts"

/** The version of the workload that `juju status` shows. Takes effect at once. */
export function applicationVersionSet(runner: HookToolRunner, version: string): void {
  runner.run("application-version-set", ["--", version])
}
