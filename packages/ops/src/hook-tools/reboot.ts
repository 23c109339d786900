import type { HookToolRunner } from "./runner.ts"

/** Reboots the machine when the hook has succeeded; with `now` Juju ends the hook, reboots and runs it again. */
export function jujuReboot(runner: HookToolRunner, { now = false }: { readonly now?: boolean } = {}): void {
  runner.run("juju-reboot", now ? ["--now"] : [])
}
