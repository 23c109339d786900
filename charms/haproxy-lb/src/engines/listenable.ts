import { createServer } from "node:net"
import { type Desired, nameOfPlace, type Place, placesOf } from "../plan/desired.ts"

/** Why an address and port cannot be listened on. */
export interface Obstacle {
  readonly port: number
  /** True: this machine does not have the address. False: another program uses the port, or the port is not permitted. */
  readonly foreignAddress: boolean
  readonly reason: string
}

/** The addresses and ports on which an engine with this configuration listens. */
export const heldBy = ({ services, metrics }: Desired): ReadonlySet<string> =>
  new Set([...services.flatMap(placesOf), ...(metrics === undefined ? [] : [metrics])].map(nameOfPlace))

/**
 * Finds out by listening, and only for addresses that the engine does not listen on already. Engines apply all of a configuration or
 * nothing, so this check gives each service its own reason.
 */
export async function obstacleOf(
  places: readonly Place[],
  held: ReadonlySet<string>,
): Promise<Obstacle | undefined> {
  for (const place of places) {
    if (held.has(nameOfPlace(place))) continue
    const code = await tryOut(place.address, place.port)
    if (code === undefined) continue
    const reason = WORDS[code] ?? `the system says ${code}`
    return { port: place.port, foreignAddress: code === "EADDRNOTAVAIL", reason }
  }
  return undefined
}

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EADDRNOTAVAIL: "this machine does not have the address",
  EACCES: "the charm may not listen there",
}

function tryOut(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message))
    server.listen({ host, port }, () => server.close(() => resolve(undefined)))
  })
}
