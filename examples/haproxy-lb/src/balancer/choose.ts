import { createHash } from "node:crypto"
import type { Algorithm } from "../plan/desired.ts"
import type { Backend } from "./backend.ts"

/** Remembers so many clients; more than that, and the ones that came first are forgotten. */
const REMEMBERED = 100_000

/** Chooses backends for one service. Keeps its place in the round and its clients when the service changes. */
export class Chooser {
  #round = 0
  readonly #clients = new Map<string, string>()

  /** The backends in the order in which they are to be tried; the first takes the connection if it can. */
  order(
    { algorithm, sticky }: { readonly algorithm: Algorithm; readonly sticky: boolean },
    backends: readonly Backend[],
    client: string,
  ): readonly Backend[] {
    const live = backends.filter((one) => one.live)
    const known = sticky ? live.find(({ host }) => host === this.#clients.get(client)) : undefined
    // A client that comes back takes no turn: with as many requests as backends, all clients would get the same one.
    if (known !== undefined) return [known, ...live.filter((one) => one !== known)]
    // The same one also after a restart, which forgets all clients.
    return this.#byAlgorithm(sticky ? "source-ip" : algorithm, live, client)
  }

  /** The client has got this backend. */
  remember(client: string, { host }: Backend): void {
    this.#clients.delete(client)
    this.#clients.set(client, host)
    const [oldest] = this.#clients.keys()
    if (this.#clients.size > REMEMBERED && oldest !== undefined) this.#clients.delete(oldest)
  }

  #byAlgorithm(algorithm: Algorithm, live: readonly Backend[], client: string): readonly Backend[] {
    switch (algorithm) {
      case "round-robin":
        return rotated(live, this.#round++)
      case "least-connections":
        // Among equals in turn; otherwise the first would get all connections that end at once.
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

/** Each client has its own order of backends, so that one that goes takes only its own clients with it. */
function weight(client: string, { host }: Backend): number {
  return createHash("sha256").update(`${client} ${host}`).digest().readUInt32BE(0)
}
