import { runJson, TEXTS } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** `80/tcp`, `8000-8080/udp`, `icmp`. Held back until the hook succeeds. */
export function openPort(runner: HookToolRunner, port: string): void {
  runner.run("open-port", [port])
}

export function closePort(runner: HookToolRunner, port: string): void {
  runner.run("close-port", [port])
}

/** What earlier hooks have opened; not what this one asks for. */
export function openedPorts(runner: HookToolRunner): string[] {
  return runJson(runner, TEXTS, "opened-ports", ["--format=json"])
}
