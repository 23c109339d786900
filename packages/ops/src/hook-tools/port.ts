import { checkString, listOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/**
 * Opens a port, which becomes reachable when the application is exposed. Juju 3.6 applies it when the hook succeeds.
 * @param port `80/tcp`, `8000-8080/udp` or `icmp`
 */
export function openPort(runner: HookToolRunner, port: string): void {
  runner.run("open-port", [port])
}

/**
 * Closes a port. Juju 3.6 applies it when the hook succeeds.
 * @param port as for `openPort`
 */
export function closePort(runner: HookToolRunner, port: string): void {
  runner.run("close-port", [port])
}

/** Returns the ports that earlier hooks opened, without the changes of this hook. */
export function openedPorts(runner: HookToolRunner): string[] {
  return runJson(runner, "opened-ports", ["--format=json"], listOf(checkString))
}
