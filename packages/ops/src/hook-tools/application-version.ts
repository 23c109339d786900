import type { HookToolRunner } from "./runner.ts"

/** Sets the workload version that `juju status` shows. Takes effect at once. */
export function applicationVersionSet(runner: HookToolRunner, version: string): void {
  runner.run("application-version-set", ["--", version])
}
