import { checkString, listOf, mismatch, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** A port or range, and the endpoints for whose networks it is open; no endpoint: for all of them. */
export interface EndpointPort {
  /** `80/tcp`, `8000-8080/udp` or `icmp` */
  readonly port: string
  readonly endpoints: readonly string[]
}

/**
 * Opens a port only on the networks of some endpoints. Juju 3.6 applies it when the hook succeeds.
 * @param port as for `openPort`
 */
export function openEndpointPort(runner: HookToolRunner, port: string, endpoints: readonly string[]): void {
  runner.run("open-port", ["--endpoints", endpoints.join(","), port])
}

/**
 * Closes a port on the networks of some endpoints.
 * @param port as for `openPort`
 */
export function closeEndpointPort(runner: HookToolRunner, port: string, endpoints: readonly string[]): void {
  runner.run("close-port", ["--endpoints", endpoints.join(","), port])
}

/** Returns the ports that earlier hooks opened with their endpoints, without the changes of this hook. */
export function openedEndpointPorts(runner: HookToolRunner): EndpointPort[] {
  return runJson(runner, "opened-ports", ["--endpoints", "--format=json"], (value) =>
    listOf(checkString)(value).map((line) => {
      // `80/tcp (db, web)`, `80/tcp (*)`
      const [, port, names] = /^(\S+) \((.+)\)$/.exec(line) ?? []
      if (port === undefined || names === undefined) throw mismatch("a list of ports like 80/tcp (db, web)")
      return { port, endpoints: names === "*" ? [] : names.split(/,\s*/) }
    }),
  )
}
