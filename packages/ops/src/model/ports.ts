import { closePort, type HookToolRunner, openedPorts, openPort } from "../hook-tools.ts"

/**
 * The opened ports of the own unit, written as Juju writes them: `80/tcp`, `8000-8080/udp`, `icmp`.
 * Juju applies changes when the hook has succeeded; `opened` shows what was applied before.
 */
export class Ports {
  readonly #runner: HookToolRunner

  constructor(runner: HookToolRunner) {
    this.#runner = runner
  }

  /** What earlier hooks have opened. */
  get opened(): readonly string[] {
    return openedPorts(this.#runner)
  }

  /** Adds one. */
  open(port: string): void {
    openPort(this.#runner, port)
  }

  /** Takes one away. */
  close(port: string): void {
    closePort(this.#runner, port)
  }

  /** Opens what is missing and closes the rest; ranges are compared as they are. */
  set(ports: readonly string[]): void {
    const opened = this.opened
    const wanted = ports.map((port) => (/^\d/.test(port) && !port.includes("/") ? `${port}/tcp` : port))
    for (const port of opened) if (!wanted.includes(port)) this.close(port)
    for (const port of wanted) if (!opened.includes(port)) this.open(port)
  }
}
