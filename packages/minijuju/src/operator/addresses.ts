import { MinijujuError } from "../state/errors.ts"

/** Returns a random network, so that two running models rarely share one. */
export function randomNetwork(): string {
  return `127.${16 + Math.floor(Math.random() * 200)}.${Math.floor(Math.random() * 200)}`
}

/**
 * Assigns loopback addresses, one per machine: 127.A.B.1, 127.A.B.2, … A and B differ between models, so that
 * models on one machine do not conflict. Linux accepts all of 127.0.0.0/8 without configuration.
 */
export class Addresses {
  readonly #second: number
  readonly #third: number

  constructor(network = randomNetwork()) {
    const match = /^127\.(\d{1,3})\.(\d{1,3})$/.exec(network)
    if (match === null || Number(match[1]) > 255 || Number(match[2]) > 255) {
      throw new MinijujuError("bad-argument", `network "${network}" is not of the form 127.A.B`)
    }
    this.#second = Number(match[1])
    this.#third = Number(match[2])
  }

  ofMachine(machine: number): string {
    const third = this.#third + Math.floor(machine / 250)
    if (third > 255)
      throw new MinijujuError("bad-argument", `no loopback address left for machine ${machine}`)
    return `127.${this.#second}.${third}.${(machine % 250) + 1}`
  }
}
