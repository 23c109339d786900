import { checkString, listOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/**
 * Has Juju let traffic through to a port, once the application is exposed. Juju 3.6 opens it when the hook has succeeded.
 * @param port `80/tcp`, `8000-8080/udp` or `icmp`
 */
export function openPort(runner: HookToolRunner, port: string): void {
  runner.run("open-port", [port])
}

/**
 * Takes back what `openPort` did. Juju 3.6 closes the port when the hook has succeeded.
 * @param port as for `openPort`
 */
export function closePort(runner: HookToolRunner, port: string): void {
  runner.run("close-port", [port])
}

/** What earlier hooks have opened; the changes of this hook do not show yet. */
export function openedPorts(runner: HookToolRunner): string[] {
  return runJson(runner, "opened-ports", ["--format=json"], listOf(checkString))
}
