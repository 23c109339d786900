import { isIP, isIPv4 } from "node:net"

/** The canonical form of an IP address, to compare addresses; undefined if the text is not an IP address. */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes("%")) return undefined
  return isIPv4(text) ? text : canonicalV6(text)
}

/**
 * The canonical form of an address to listen on. Undefined also for the unspecified addresses (`0.0.0.0`, `::`), which would claim every
 * address of the machine, including those of other requests.
 */
export function listenAddress(text: string): string | undefined {
  const address = canonicalAddress(text)
  return address === "0.0.0.0" || address === "::" ? undefined : address
}

/**
 * The IPv4 address to which a gateway or a tunnel translates an IPv6 address: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), SIIT (RFC 2765).
 * Undefined for all others.
 */
export function translatedV4(address: string): string | undefined {
  const groups = groupsOf(address)
  if (groups === undefined) return undefined
  const starts = (...prefix: readonly number[]) => prefix.every((group, index) => groups[index] === group)
  if (starts(0x2002)) return dotted(groups[1], groups[2])
  const translated =
    starts(0x64, 0xff9b, 0, 0, 0, 0) || starts(0x64, 0xff9b, 1) || starts(0, 0, 0, 0, 0xffff, 0)
  return translated ? dotted(groups[6], groups[7]) : undefined
}

/** The shortest form in lower case, as in URLs; an IPv4-mapped address becomes its IPv4 address. */
function canonicalV6(text: string): string {
  const short = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short) ?? []
  if (high === undefined || low === undefined) return short
  return dotted(Number.parseInt(high, 16), Number.parseInt(low, 16))
}

/** The eight numbers of an IPv6 address in its canonical form. */
function groupsOf(address: string): readonly number[] | undefined {
  if (isIP(address) !== 6) return undefined
  const [head = "", tail = ""] = address.split("::")
  const numbers = (part: string) =>
    part === "" ? [] : part.split(":").map((one) => Number.parseInt(one, 16))
  const [first, last] = [numbers(head), numbers(tail)]
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
}

const dotted = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join(".")
