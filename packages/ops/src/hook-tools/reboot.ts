import type { HookToolRunner } from "./runner.ts"

/** Restarts the machine after the hook or, with `now`, at once: the hook is then killed and runs again. */
export function jujuReboot(runner: HookToolRunner, { now = false }: { readonly now?: boolean } = {}): void {
  runner.run("juju-reboot", now ? ["--now"] : [])
}
