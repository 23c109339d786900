/** The protocol of a load balancer or of a health check. */
export type Protocol = "tcp" | "udp" | "http" | "https"

/** Protocols by name, used as in upstream's documentation: `request.protocol = request.protocols.tcp`. */
export const PROTOCOLS = { tcp: "tcp", udp: "udp", http: "http", https: "https" } as const

/** Whether a value is the name of a protocol that can be balanced. */
export function isProtocol(value: unknown): value is Protocol {
  return typeof value === "string" && Object.hasOwn(PROTOCOLS, value)
}
