import { closePort, type HookToolRunner, openedPorts, openPort } from "../hook-tools.ts"

/**
 * The opened ports of this unit, in Juju's notation: `80/tcp`, `8000-8080/udp`, `icmp`.
 * Juju applies changes when the hook succeeds; until then `opened` shows the earlier state.
 */
export class Ports {
  readonly #runner: HookToolRunner

  constructor(runner: HookToolRunner) {
    this.#runner = runner
  }

  /** The ports that earlier hooks opened. */
  get opened(): readonly string[] {
    return openedPorts(this.#runner)
  }

  /** Opens one more port or range. */
  open(port: string): void {
    openPort(this.#runner, port)
  }

  /** Closes a port or range. */
  close(port: string): void {
    closePort(this.#runner, port)
  }

  /** Opens missing ports and closes all others. Ranges are compared as a whole. */
  set(ports: readonly string[]): void {
    const opened = new Set(this.opened)
    const wanted = new Set(
      ports.map((port) => (/^\d/.test(port) && !port.includes("/") ? `${port}/tcp` : port)),
    )
    for (const port of opened) if (!wanted.has(port)) this.close(port)
    for (const port of wanted) if (!opened.has(port)) this.open(port)
  }
}
