import { isIP, isIPv4 } from "node:net"

/**
 * One spelling for each IP address, so that two wishes for one address are seen to be for one. Undefined for what is none, or none
 * that a load balancer can have alone: the unspecified ones mean every address of a machine, also those of others.
 */
export function listenAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes("%")) return undefined
  const address = isIPv4(text) ? text : canonicalV6(text)
  return address === "0.0.0.0" || address === "::" ? undefined : address
}

/** The shortest spelling in small letters, as URLs have it; an IPv4 address in IPv6's clothes is that IPv4 address. */
function canonicalV6(text: string): string {
  const short = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short) ?? []
  if (high === undefined || low === undefined) return short
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join(".")
}
