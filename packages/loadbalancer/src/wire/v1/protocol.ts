/** What is balanced, and how a health check asks. */
export type Protocol = "tcp" | "udp" | "http" | "https"

/** For the form of upstream's documentation: `request.protocol = request.protocols.tcp`. */
export const PROTOCOLS = { tcp: "tcp", udp: "udp", http: "http", https: "https" } as const

/** Whether a value is the name of a protocol that can be balanced. */
export function isProtocol(value: unknown): value is Protocol {
  return typeof value === "string" && Object.hasOwn(PROTOCOLS, value)
}
