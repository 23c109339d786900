import { createServer } from "node:net"
import type { Desired, Service } from "../plan/desired.ts"

/** Why an address and port cannot be listened on. */
export interface Obstacle {
  readonly port: number
  /** This machine does not have the address; otherwise another program has the port, or it may not be had. */
  readonly foreignAddress: boolean
  readonly words: string
}

/** Looks by trying; only at what is not listened on already. Engines take all of a configuration or nothing, so each gets its own word. */
export async function obstacleOf(service: Service, current: Desired): Promise<Obstacle | undefined> {
  const held = new Set(
    current.services.flatMap(({ address, ports }) => ports.map(({ front }) => `${address} ${front}`)),
  )
  for (const { front } of service.ports) {
    if (held.has(`${service.address} ${front}`)) continue
    const code = await tryOut(service.address, front)
    if (code === undefined) continue
    const words = WORDS[code] ?? `the system says ${code}`
    return { port: front, foreignAddress: code === "EADDRNOTAVAIL", words }
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
