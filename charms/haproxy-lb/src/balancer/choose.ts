import { createHash } from "node:crypto"
import type { Algorithm } from "../plan/desired.ts"
import type { Backend } from "./backend.ts"

/** Maximum number of clients with a stored backend; above it the oldest entries are dropped. */
const MAX_CLIENTS = 100_000

/** Chooses backends for one service. Its round-robin position and its stored clients survive a change of the service. */
export class Chooser {
  #round = 0
  readonly #clients = new Map<string, string>()

  /** The live backends in the order in which to try them for a new connection. */
  order(
    { algorithm, sticky }: { readonly algorithm: Algorithm; readonly sticky: boolean },
    backends: readonly Backend[],
    client: string,
  ): readonly Backend[] {
    const live = backends.filter((one) => one.live && !one.drained)
    const known = sticky ? live.find(({ host }) => host === this.#clients.get(client)) : undefined
    // A known client does not advance the round-robin position: otherwise, when each client sends as many requests as there are backends,
    // all clients would get the same backend.
    if (known !== undefined) return [known, ...live.filter((one) => one !== known)]
    // A hash of the address gives the same backend also after a restart, which loses the stored clients.
    return this.#byAlgorithm(sticky ? "source-ip" : algorithm, live, client)
  }

  /** Stores which backend has accepted the client. */
  remember(client: string, { host }: Backend): void {
    this.#clients.delete(client)
    this.#clients.set(client, host)
    const [oldest] = this.#clients.keys()
    if (this.#clients.size > MAX_CLIENTS && oldest !== undefined) this.#clients.delete(oldest)
  }

  #byAlgorithm(algorithm: Algorithm, live: readonly Backend[], client: string): readonly Backend[] {
    switch (algorithm) {
      case "round-robin":
        return rotated(live, this.#round++)
      case "least-connections":
        // Rotates backends with equally many connections; otherwise the first one would get all short connections.
        return rotated(live, this.#round++).toSorted((a, b) => a.active - b.active)
      case "random":
        return rotated(live, Math.floor(Math.random() * live.length))
      case "source-ip":
        return live.toSorted((a, b) => weight(client, b) - weight(client, a))
    }
  }
}

function rotated(list: readonly Backend[], by: number): readonly Backend[] {
  const start = list.length === 0 ? 0 : by % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

/** Rendezvous hashing: each client has its own order of backends, so that removing a backend moves only its own clients. */
function weight(client: string, { host }: Backend): number {
  return createHash("sha256").update(`${client} ${host}`).digest().readUInt32BE(0)
}
