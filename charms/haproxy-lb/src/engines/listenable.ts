import { createServer } from "node:net"
import type { Desired, Service } from "../plan/desired.ts"

/** Why an address and port cannot be listened on. */
export interface Obstacle {
  readonly port: number
  /** True: this machine does not have the address. False: another program uses the port, or the port is not permitted. */
  readonly foreignAddress: boolean
  readonly reason: string
}

/**
 * Finds out by listening, and only for addresses that the engine does not listen on already. Engines apply all of a configuration or
 * nothing, so this check gives each service its own reason.
 */
export async function obstacleOf(service: Service, current: Desired): Promise<Obstacle | undefined> {
  const held = new Set(
    current.services.flatMap(({ address, ports }) => ports.map(({ front }) => `${address} ${front}`)),
  )
  for (const { front } of service.ports) {
    if (held.has(`${service.address} ${front}`)) continue
    const code = await tryOut(service.address, front)
    if (code === undefined) continue
    const reason = WORDS[code] ?? `the system says ${code}`
    return { port: front, foreignAddress: code === "EADDRNOTAVAIL", reason }
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
